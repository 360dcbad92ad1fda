"""The API (接口): JSON over the same rooms, with no rule of its own."""
