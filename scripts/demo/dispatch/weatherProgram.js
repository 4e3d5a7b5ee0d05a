/* A task's program: days with rain, and the mean of the daily maxima in hundredths of a degree. Runs in a sandbox. */
function main(input, data) {
  const [head, ...rows] = data.trim().split("\n");
  const columns = head.split(",");
  const rain = columns.indexOf("precipitation");
  const high = columns.indexOf("temp_max");
  const days = rows.map((row) => row.split(","));
  const wet = days.filter((day) => Number(day[rain]) > input.millimetres).length;
  const sum = days.reduce((total, day) => total + Math.round(Number(day[high]) * 10), 0);
  return [wet, Math.round((sum * 10) / days.length)];
}
