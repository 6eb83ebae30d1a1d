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
</context>
</TS>
