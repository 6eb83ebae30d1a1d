"""Dialogs and floating windows."""
