// Ask before an act that cannot be taken back; the form says what will happen.
document.addEventListener("submit", (event) => {
  const asked = event.target.dataset.ask;
  if (asked && !window.confirm(asked)) event.preventDefault();
});

// A list that is a choice of page goes there at once.
document.addEventListener("change", (event) => {
  if ("go" in event.target.dataset) event.target.form.submit();
});
