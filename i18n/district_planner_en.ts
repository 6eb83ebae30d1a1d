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
</context>
</TS>
