<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>@default</name>
    <message>
        <source>Python lacks {}. Run this in a terminal (on Windows: the OSGeo4W Shell), then restart QGIS: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled. Nothing has been written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns an OpenStreetMap file and your own layers into one district file that can be scored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>openstreetmap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>population</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accessibility</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenStreetMap file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenStreetMap (*.osm.pbf *.pbf *.osm)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets, in place of those of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green spaces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further places to measure from, for example a grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers of interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read only this extent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRS of the district (empty: National Grid or UTM)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own table of tag to category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>District file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GeoPackage (*.gpkg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amenities and other opportunities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Homes: points, buildings or zones with people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the deprivation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deprivation is (empty: told by the field&apos;s name)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buildings where people work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the employees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nodes of the ecosystem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Catchments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draws how far one gets from places within some minutes, with the people, jobs and amenities there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>isochrone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>service area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places, as a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nodes or sites, for example AMP, SBP (empty: every node)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutoffs in minutes (empty: 5, 10, 15 on foot; 10, 15, 30 by cycle)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenario (empty: every candidate)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>World</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Year (empty: every opening year)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the places or to them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One catchment of all places together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reached streets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, {}, {}: within {} min {} people, {} jobs, {} km²</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reached streets by travel time. Polygons: {} m to either side of them, holes up to {} ha filled [P]. People, jobs and opportunities are counted by travel time, not by the polygon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Travel time; reached streets, cut where the time is over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds what will spoil the scores: islands, loose ends, places far from streets, and more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>topology</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minutes to the end of the street data (empty: the mode&apos;s time limit)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Severity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says whom each intervention of a district brings closer to what, and ranks them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ranking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>15-minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further interventions, drawn in ordinary layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of trips: from, to, trips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved edits of the district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When two exclude each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Categories (none ticked: all that occur)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decay, for example exponential:10 (half-life in minutes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit in minutes, for example 30 or walk:20, cycle:30</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which nearest, for example 1, 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figure that ranks (empty: the 15-minute index)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranked interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scored points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scored lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scored areas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who gains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scored interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This district is illustrative: its data are invented for demonstration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranked by: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) saved: {}</source>
        <translation>
            <numerusform>%n edit saved: {}</numerusform>
            <numerusform>%n edits saved: {}</numerusform>
        </translation>
    </message>
    <message>
        <source>My scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions: points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions: lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions: areas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amenities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buildings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets and paths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Water and railways</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenarios: what is on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worlds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} on {} (process {})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore unsaved work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scoring {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename a scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change a world</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change a setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An error in the plugin stopped the work ({}); the message log holds the details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The district {} is not where the project left it. Open it from where it is now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with the scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none within {} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no longer met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>newly met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>newly reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no longer reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not reached, before or after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: “{}” compared with “{}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} gain it, {} lose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to delete {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line needs two points: click where it goes, then finish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the first corner: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right click to finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An area needs three corners: click where they are, then finish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to start: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On a bridge: click where it ends, then B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows the streets; hold Shift for a straight piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click for more points, right click to finish; B for a bridge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to place: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} km</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} min on foot{}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} on a bridge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost {}, given by the planner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About {} ({} to {}) {}, {} prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>£{} million</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>£{}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to take hold of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a point; click a line to add one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to reshape {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing would be left: use Delete instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reshape {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to cut {} in two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split works on lines: click on the line where it is to be cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport timetables (GTFS: zip files or folders)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service date, one per timetable (empty: the Tuesday with most departures)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check timetable (GTFS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows what a public transport timetable holds on a date, and what in it cannot be used and why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>public transport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops with service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timetable findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departures per hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Platform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They get ids of their own, and lose what they require or exclude.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy from {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of streets and paths, in place of those of the OpenStreetMap file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Homes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points, buildings or zones with people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workplaces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buildings or points with employees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places to reach, with a category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Areas of parks and woods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Named anchors of the region: centres, universities, stations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deprivation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>employees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} recognised in the field {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} in {}: on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} in {}: off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;heck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the file is called</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets, places and people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;OpenStreetMap file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A district from what you have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets are missing: choose an OpenStreetMap file or a layer of street lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The OpenStreetMap file does not exist: choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} exists already: choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder of the district file does not exist: choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without homes or workplaces nobody is counted: add a layer of either if you have one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No field of people is chosen for the homes: every home would count nobody.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the district {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}. You can go on working; the task bar shows how far it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Checked: %n serious finding(s). Mend them first, or create the district as it is.</source>
        <translation>
            <numerusform>Checked: %n serious finding. Mend it first, or create the district as it is.</numerusform>
            <numerusform>Checked: %n serious findings. Mend them first, or create the district as it is.</numerusform>
        </translation>
    </message>
    <message>
        <source>Writing {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. Nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the sample district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy and open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AMP–SBP, an illustrative district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is copied to a folder of yours, so that what you draw is yours to keep. Its data are invented for demonstration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This folder does not exist. Choose one that does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a&amp;ctive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions by scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a scenario with what is on in the current one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenario {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Current: {} (active)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Current: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Use this world</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates &amp;open by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all, whenever they open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates that open later are off, in every world. Empty: all count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Year of the world</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What opens later is not there yet. Empty: all is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is scored in this world</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>always</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens in {}, after the year of this world</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n ticked open after the year of this world and are not there yet.</source>
        <translation>
            <numerusform>%n ticked open after the year of this world and are not there yet.</numerusform>
            <numerusform>%n ticked open after the year of this world and are not there yet.</numerusform>
        </translation>
    </message>
    <message>
        <source>World {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>District Planner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (Alt+{})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map without the scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map with the scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the scenario changes on the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions by change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times, base against with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People by minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference: second − first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ratio: second ÷ first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative difference, in %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap the two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenarios: what is on in which</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is one scenario only. Add another in the scenarios window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two different scenarios.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being compared…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenarios beside each other, maps, charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is drawn yet. Choose what to draw above, then click on the map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, alternative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw an alternative to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw interventions, switch them on and off, describe them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Q&amp;uestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who gains, who loses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights of the 15-minute index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For employees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For residents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights for whom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of date: being recomputed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being scored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} % of those who gain live in the most deprived 3 of 10 areas [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody gains or loses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} employees gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} people gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} employees lose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} people lose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changes, for whom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storing the results of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results (being recomputed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} compared with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing two scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} · {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Depends on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When empty: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual for its kind [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None. While drawing, press B where a bridge starts and ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None. While drawing, click a filled dot to pass over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest point of the outline [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} m long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Central</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upkeep a year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optimism bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requires</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Excludes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Owner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sites joined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bridges, tunnels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passes over at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Traffic stress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surface</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step-free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entrances</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Floorspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dwellings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events a month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At node</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delay afterwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aspiration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In development</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In construction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short, 1 to 3 years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Medium, 3 to 6 years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Long, 6 to 10 years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who may use it. A cycle mode opens all three.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such a part joins streets at its ends only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it crosses a street without joining it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps keep wheelchairs out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One place to reach for each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where people go in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A node of the district that grows, in place of the point that is drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of the two scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+C copies the selected rows, or all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reshape: move, add and take away vertices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split a line in two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why this score? Click an origin on the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save to the district file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a number, for example {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a whole number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a number of at least {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a number from {} to {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n on the map</source>
        <translation>
            <numerusform>%n on the map</numerusform>
            <numerusform>%n on the map</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw a link, and see whom it brings closer to what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample district, click Walking link and draw across the Parkway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample district…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New district from layers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New from an OpenStreetMap file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a district…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An OpenStreetMap file (.osm.pbf) of every region is free at download.geofabrik.de. For a small area, export an .osm file from openstreetmap.org.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not scored yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newly reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No longer reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} employees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, over {} employees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, over {} people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This one alone: {} on top of the scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>District</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>illustrative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data of this district are invented for demonstration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open, new, close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worlds: what happens anyway, and from when</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open a district…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;sample district…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New district from layers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New from an OpenStreetMap &amp;file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy interventions from another district…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;lose this district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D&amp;istrict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sce&amp;nario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click Walking link and draw across the Parkway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Got it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Medium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intervention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ticked: part of the active scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short: 1 to 3 years. Medium: 3 to 6. Long: 6 to 10.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Central estimate of the capital cost, without optimism bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change of the headline figure when this alone is built</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marked when it changes nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (source: {})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of date: it is being recomputed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Happens anyway: switch it in the worlds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by &amp;name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by &amp;term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by &amp;score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by &amp;effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Zoom to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw an &amp;alternative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy to another district…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a &amp;point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a &amp;line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As an &amp;area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Walking link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cycle path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amenity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meeting place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Employment site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Housing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Growth node</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light rail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get around</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Growth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On foot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a wheelchair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By e-cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By cycle, comfortably</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grocery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Café</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restaurant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GP surgery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pharmacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Primary school</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secondary school</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>College</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>University</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Childcare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Culture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Community</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring them back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throw them away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has this district open too. What both save may get in each other&apos;s way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perceived min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dwellings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>m</source>
        <comment>million</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k</source>
        <comment>thousand</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between sites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between places of the region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>15-minute index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is within reach</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many within reach</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far to the nearest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Potential</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use of links</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type to search the questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight × share reached, out of what is enough within 15 minutes. [P] project convention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enough: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default: {} [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least one weight must be above 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>District (*.gpkg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide District Planner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linkages between nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures the times between the nodes of the district as a matrix, as lines and as a figure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>travel time matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linkages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times between nodes, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change of the time between two nodes, mean of both ways, minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport access level (PTAL)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gives every place a band from 0 to 6b by the method of Transport for London, before and with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places (empty: the origins of the district)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid in their stead: side of a cell in metres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access levels of the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band {}: {} places before, {} with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport access level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Travel times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes the minutes from origins to destinations by the chosen modes, before and with interventions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>origin destination matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origins (empty: homes and buildings of the district)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Destinations (empty: nodes of the district)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form: a row per pair, or a matrix of minutes with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} of {} pairs are within the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit in minutes (empty: that of each mode)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minutes by public transport: of the clock, or as they weigh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With it alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change, alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change, last in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change by it alone ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; the best {} of {}, the table has all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenario: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Definition: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Employees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Directions (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pairs of buildings, weighted by employees (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Within minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the scenario, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distribution, base against with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; none within {} min stands apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save table as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save chart as PNG or SVG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The district is being scored…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG (*.png);;SVG (*.svg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{}” cannot be written ({}). Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ways to travel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ways to travel that are measured. Every further one takes time to prepare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The district holds no timetable and no drawn line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a line over the map: without the scenario on its left, with it on its right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare, in figures and on the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are computed when you ask for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} places gain and {} lose, but none crosses the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} places gain, but none crosses the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} places lose, but none crosses the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to see why {} scores what it scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dashed: today. Solid: with what is on. Esc to close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} alone: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutoffs in minutes (empty: 5, 10, 15 on foot; 10, 15, 30 by cycle; 30, 45, 60 riding)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport by frequency, or by timetable (every minute, five percentiles)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport by frequency, or by timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By timetable: percent of the departures that keep to the time (50: median)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By frequency: half the headway is waited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By timetable: the median departure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By timetable: what {} % of departures keep to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bike and ride</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by timetable, {} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary as JSON, and as CSV beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the first stop: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every click is a stop; with Shift it is none. L: leg in the street, segregated or on rail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A point without a stop · leg {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leg {} (L) · right click to finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leg {} (L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line of public transport needs two stops: click where they are, then finish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change a leg of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a stop to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move a stop of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line needs two stops: use Delete to take the line away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a stop of {} away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a line of public transport to change its stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to change the stops of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the stop along the line; Delete takes it away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to add a stop · leg {}, L changes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a stop; click the line to add one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A stop nearer than 50 m to the next cannot be added here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} min one way · {} km/h with stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} every {} min · {} · {} places an hour each way {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n vehicle(s)</source>
        <translation>
            <numerusform>%n vehicle</numerusform>
            <numerusform>%n vehicles</numerusform>
        </translation>
    </message>
    <message>
        <source>in the street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>segregated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on rail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport is not measured yet: tick it on the page Scores, under the question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport is not measured yet: finish the line, then tick it on the page Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} min on foot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} min on foot, no timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops of a line of public transport: move, add, take away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance between stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A stop at both ends and at equal distances between; names stay where a stop stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A stop every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place stops on {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n stop(s)</source>
        <translation>
            <numerusform>%n stop</numerusform>
            <numerusform>%n stops</numerusform>
        </translation>
    </message>
    <message>
        <source>Times between nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way to travel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save table as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being measured…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minutes from the row to the column. Scenario: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} to {}: base {}, with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The district is being prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>M: by cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>M: on foot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to let it follow · {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to pin it · {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No street near enough to set out · {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>within {} min on foot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>within {} min by cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} min: {} people · {} jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times between nodes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Catchment: who and what is within reach of the pointer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} from the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segregated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On rail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At (m)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leg before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops of the line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a stop of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worlds name {} as a whole: make it a candidate before you split it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions as GeoJSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GeoJSON (*.geojson)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GeoJSON (*.geojson *.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions from GeoJSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions from {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>And %n more.</numerusform>
            <numerusform>And %n more.</numerusform>
        </translation>
    </message>
    <message>
        <source>Interventions f&amp;rom GeoJSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions as &amp;GeoJSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes the interventions of a district to a GeoJSON file with the fields of the UK scheme form.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n intervention(s) written.</source>
        <translation>
            <numerusform>%n intervention written.</numerusform>
            <numerusform>%n interventions written.</numerusform>
        </translation>
    </message>
    <message>
        <source>Every route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The nearest to the drawn point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export lines as timetable (GTFS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes drawn lines of public transport as a timetable that other tools read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light rail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines, by id or name (empty: all)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenario (empty: lines of every scenario)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headways, or every departure a trip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone (empty: Europe/London in Great Britain, else this computer&apos;s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GTFS (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ({}) is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import lines from timetable (GTFS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes routes of a timetable into lines that can be changed, drawn on and scored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Routes, by id or name (empty: all that run)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service date (empty: the Tuesday with most departures)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>District that the lines are for (empty: the usual CRS of the place)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each line replaces the district&apos;s own route of the same id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines from timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same as GeoJSON of interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{}: %n line(s).</source>
        <translation>
            <numerusform>{}: %n line.</numerusform>
            <numerusform>{}: %n lines.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unsaved edit(s) are left out: {}</source>
        <translation>
            <numerusform>%n unsaved edit is left out: {}</numerusform>
            <numerusform>%n unsaved edits are left out: {}</numerusform>
        </translation>
    </message>
    <message>
        <source>Finding out why {} scores what it scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every, min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From, period {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To, period {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every how many minutes, period {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away period {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{}” is no time of day. Write hours and minutes such as 07:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not after {}. After midnight count on: 24:30.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} to {} and {} to {} overlap. Give each time once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the minutes from one departure to the next, a number from {} to {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the file holds cannot be read. A period that is added here takes its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a world</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timetables, GTFS (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timetables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Tuesday with most departures [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such as 2025-09-16: one date for all timetables, or one for each with commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When departures are counted, such as 07:00-09:00</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Timetables (GTFS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D&amp;ate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The timetable {} does not exist: choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own table of who may use which street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast main roads without a sidewalk may be walked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (out of date)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete: point at an intervention to see what is lost with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>happens anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing happens anyway yet. Draw it, then tick “Happens anyway” below its name in the dock.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click or F2: the year from which it is there. Empty: always.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{}” is no year: write one from {} to {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the opening year of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Happens anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No candidate: it is there in every world in which it is ticked, whatever the scenario. See Worlds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let {} happen anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make {} a candidate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GTFS with headways (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GTFS with every departure (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as GTFS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines from a timetable (GTFS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They &amp;replace the district&apos;s own routes of the same id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timetable (GTFS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From – to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Service date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R&amp;outes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading a timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} – {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines from {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines from a &amp;timetable (GTFS)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the &amp;map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a &amp;timetable (GTFS)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as &amp;GTFS…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line as a timetable that other tools read: with headways, or every departure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Itineraries by public transport, a row per leg</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By frequency: expected waits, the trip of the least mean time, not a trip at one moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By timetable: the trip of the median departure, the first of its time in the period.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ways on the ground are drawn straight, rides from stop to stop, drawn lines along their alignment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Itineraries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every measure of every origin, one to a row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} measures were asked for and a layer holds at most {}: ORIGINS holds the first {}. Choose fewer modes, categories, cutoffs or indicators to see the others, or ask for RESULTS_LONG, which holds all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every measure of every origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shared with others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wait {} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change, counts {} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, {} min to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cycle {} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>walk {} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>metro</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ferry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cable car</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} or {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} times the straight line: {} of 2 points for directness [M]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>level of service {} %: pass [S]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>level of service {} %: fail [S]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>level of service {} %; say how many critical fails there are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>level of service: fail, by a critical fail [S]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beside this traffic nothing is needed to suit most people [V]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beside this traffic a cycle lane suits most people [V]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beside this traffic a track with light protection suits most people [V]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beside this traffic a track behind a kerb suits most people [V]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: it has that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: it has less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept apart by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motor traffic beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed limit beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>85 % drive at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of service, points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Critical fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing, mixed traffic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cycle lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light protection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A kerb</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Away from traffic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indicators (none ticked: all but kinds and competition)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} % over its length, {} m up: on foot {} min up and {} min down [S]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on foot {} min up by Naismith&apos;s rule [M]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by cycle {} min up and {} min down [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cycling up it feels {} times as long [M]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scores count the speed on the flat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, any of {} routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything in the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;map shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a &amp;layer reaches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It limits what is read, never what is scored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project has no layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} shows nothing that lies on the earth; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} × {} km</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {} to {} degrees east, from {} to {} degrees north</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A timetable that is unpacked: the folder with stops.txt in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of a timetable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>categories told by its OpenStreetMap tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deprivation is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the field of deprivation holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deprivation read as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by its name: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decile, 1 is most deprived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank, 1 is most deprived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score, higher is worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let fast main roads be &amp;walked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By the place: National Grid or UTM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lengths are measured in it. By the place: National Grid in Great Britain, elsewhere the zone of UTM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interventions drawn in layers of the project, taken into the district</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tags of OpenStreetMap are which amenities: a copy of the plugin&apos;s categories.csv, edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who may use which street: a copy of the plugin&apos;s modes.csv, edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trunk and primary roads of 50 mph or more without a sidewalk are not walked unless this is on [P].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Read only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inter&amp;ventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cate&amp;gory table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mo&amp;de table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table {} does not exist: choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plugin&apos;s own [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QGIS ended on {} with unsaved work in this district: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n drawing(s)</source>
        <translation>
            <numerusform>%n drawing</numerusform>
            <numerusform>%n drawings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n scenario(s)</source>
        <translation>
            <numerusform>%n scenario</numerusform>
            <numerusform>%n scenarios</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tick(s) in scenarios</source>
        <translation>
            <numerusform>%n tick in scenarios</numerusform>
            <numerusform>%n ticks in scenarios</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n world(s)</source>
        <translation>
            <numerusform>%n world</numerusform>
            <numerusform>%n worlds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n setting</numerusform>
            <numerusform>%n settings</numerusform>
        </translation>
    </message>
    <message>
        <source>Running costs about {} a year {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} · fare £{}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>km/h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey speeds are usual for the service {}; type others into the table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{}” is no speed: write 1 to {} km/h, or leave it empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the speed of a leg of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reliability of a bus, minutes added to the wait (empty: the district&apos;s, else {} [S])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reliability of a tram, minutes added to the wait (empty: the district&apos;s, else {} [S])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reliability of a metro, minutes added to the wait (empty: the district&apos;s, else {} [S])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reliability of a train, minutes added to the wait (empty: the district&apos;s, else {} [S])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport access level: walk at 80 m a minute to the nearest stop of each route within 640 m (bus) or 960 m (rail and tram), half the headway between 08:15 and 09:15, and reliability (bus {} min, tram {} min, metro {} min, rail {} min); 30 over the total, the best route of a mode whole and the others half. Bands 0 to 6b [S].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} % of those who gain are of the most deprived 30 % of this district&apos;s people [P]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the plugin's table to edit it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} Alt+Down: other ways to draw it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} routes ({}) that leave between 08:15 and 09:15 run once on that day: the feed seems to name each train a route of its own, which makes the index too low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be saved in the folder of this district: you may not write there. Copy the file to a folder of your own and open it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off in this scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other alternative counts: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SCORES holds who is newly counted and who no longer for {} figures and the one that ranks; the summary holds the other {} too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No two that are on exclude each other: one set of interventions can be built together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} sets of interventions can be built together. All together, last in and who gains are of the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {} more, in the summary and in SETS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add fold&amp;er…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create di&amp;strict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create an&amp;yway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, second part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to know about these scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>World, &amp;year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by c&amp;ost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>percentage points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pl&amp;ace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The timetable does not tell the directions of {} routes: they are taken from the order of their stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every set that can be built together (for “each”)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SETS is not made: choose “each” where two exclude each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sets of interventions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (shown as if this one counted)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Itineraries by timetable: time of day at which all set out (empty: the median departure)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The departure is of the itineraries, and none were asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By timetable: the trip of who sets out at {}; drawn lines at the first of their offsets with the median time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>walking link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cycle path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>amenity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>meeting place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>public space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>green space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>employment site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>housing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>growth node</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light rail line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>service change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public transport timetable (GTFS zip file, or the path of a folder)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GTFS (*.zip);;Folder or any file (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The district that was there holds interventions or layers that the new one lacks: kept as {}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
