document.addEventListener('input', function (event) {
  var pair = event.target.closest('.pair');
  if (pair) pair.style.setProperty('--at', event.target.value + '%');
});
