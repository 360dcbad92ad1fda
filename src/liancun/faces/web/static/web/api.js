// The page to read and try the API: drawn by Swagger UI from the API's own description.
(() => {
  const place = document.getElementById("operations");
  SwaggerUIBundle({
    domNode: place,
    url: place.dataset.description,
    docExpansion: "none",
    filter: true,
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    presets: [SwaggerUIBundle.presets.apis],
    requestInterceptor: (request) => {
      request.headers["X-CSRFToken"] = place.dataset.token;
      return request;
    },
  });
})();
