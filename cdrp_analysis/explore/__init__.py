"""Work by hand: settings tried in JupyterLab, written back into the assessment file."""
