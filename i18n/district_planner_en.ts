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
        <source>The district that was there holds interventions that the new one lacks; it is kept as {}.</source>
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
        <source>Indicators (none ticked: all)</source>
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
        <source>{} measures were asked for and a layer holds at most {}: ORIGINS holds the first {}. Choose fewer modes, categories, cutoffs or indicators to see the others; the summaries hold all figures.</source>
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
        <source>%n unsaved edit(s) are not scored: {}</source>
        <translation>
            <numerusform>%n unsaved edit is not scored: {}</numerusform>
            <numerusform>%n unsaved edits are not scored: {}</numerusform>
        </translation>
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
</context>
</TS>
