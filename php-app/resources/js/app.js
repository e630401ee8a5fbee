// Times come from the server in UTC; whoever looks at them is somewhere else.
for (const time of document.querySelectorAll('time[datetime]')) {
  time.textContent = new Date(time.dateTime).toLocaleString();
}
