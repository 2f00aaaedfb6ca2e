'use strict';
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const boxes = all('#grades input');
  const who = document.getElementById('who');
  const names = ['passed', 'failed', 'skipped', 'missing'];

  const percent = (passed, run) => {
    if (run === 0) return '–';
    const share = Math.floor(passed * 100 / run);
    return share === 0 && passed > 0 ? '<1%' : share + '%';
  };

  // sum adds up what an element counts of the grades that are chosen.
  const sum = (element, grades) => {
    const counts = JSON.parse(element.dataset.counts);
    const total = [0, 0, 0, 0];
    for (const g of grades) (counts[g] || []).forEach((n, i) => { total[i] += n; });
    return total;
  };

  const show = () => {
    const grades = boxes.filter((b) => b.checked).map((b) => b.value);
    const only = who.value;
    for (const cell of all('td[data-counts]')) {
      const n = sum(cell, grades);
      cell.querySelector('.share').textContent = percent(n[0], n[0] + n[1] + n[2]);
      names.forEach((name, i) => {
        const figure = cell.querySelector('.' + name);
        figure.textContent = n[i] + ' ' + name;
        figure.hidden = n[i] === 0;
        const bar = cell.querySelector('.bar-' + name);
        if (bar) bar.style.flexGrow = n[i];
      });
      cell.dataset.cases = n.reduce((a, b) => a + b);
    }
    for (const row of all('#topics tbody tr')) {
      row.hidden = all('td', row).every((cell) => cell.dataset.cases === '0');
    }
    for (const topic of all('.topic')) {
      let failed = 0;
      for (const one of all('article', topic)) {
        const diffs = all('.diff', one);
        for (const d of diffs) d.hidden = only !== '' && !d.dataset.who.includes(' ' + only + ' ');
        one.hidden = !grades.includes(one.dataset.evidence) || diffs.every((d) => d.hidden);
        if (!one.hidden) failed++;
      }
      let skipped = 0;
      for (const line of all('.skip', topic)) {
        const n = sum(line, grades)[2];
        line.querySelector('b').textContent = n;
        line.hidden = n === 0 || (only !== '' && line.dataset.who !== only);
        if (!line.hidden) skipped++;
      }
      topic.querySelector('.count').textContent = failed === 0 ? 'none failed' : failed + ' failed';
      topic.hidden = failed + skipped === 0;
    }
    document.getElementById('nothing').hidden = all('.topic').some((t) => !t.hidden);
    document.getElementById('shown').textContent =
      all('#grades input').filter((b) => b.checked).reduce((n, b) => n + Number(b.dataset.cases), 0);
  };

  const asked = new URLSearchParams(location.search);
  if (asked.has('evidence')) {
    const grades = asked.get('evidence').split(',');
    for (const b of boxes) b.checked = grades.includes(b.value);
  }
  if (asked.has('of')) who.value = asked.get('of');
  for (const b of boxes) b.addEventListener('change', show);
  who.addEventListener('change', show);
  for (const link of all('td a')) {
    link.addEventListener('click', () => { who.value = link.dataset.who; show(); });
  }
  for (const control of all('.control')) control.hidden = false;
  show();
})();
