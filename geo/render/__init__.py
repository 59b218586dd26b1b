"""The page: a Folium map beside the texts, for a server and as one file."""
