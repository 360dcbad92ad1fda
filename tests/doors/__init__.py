"""The doors acts come in by (办理的门): verbs, endpoints, forms, each with an example that goes through."""
