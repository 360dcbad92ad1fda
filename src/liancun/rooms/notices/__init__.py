"""Public notices and objections (公示与异议): three circles, and a clock that starts on paper."""
