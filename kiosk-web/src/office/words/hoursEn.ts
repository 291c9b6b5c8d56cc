// The words of the volunteers' hours and of their certificate, in English.
import type { hoursZh } from './hoursZh'

export const hoursEn: typeof hoursZh = {
  title: 'Volunteers’ hours',
  lead: 'By what phones told from the doors: from packing (or taking over) to the last door, at most 4 hours a walk; two rounds at once count once.',
  volunteer: 'Volunteer',
  time: 'Time',
  days: 'Days',
  rounds: 'Rounds',
  doors: 'Doors',
  certificates: 'Certificates',
  hours: (minutes) => `${Math.floor(minutes / 60)} h ${minutes % 60} min`,
  number: (no) => `No. ${no}`,
  issue: 'Certify',
  emptyTitle: 'Nobody carried meals in this month',
  empty: 'Hours appear with the first report from a door.',
  paper: {
    title: 'Certificate of volunteer service',
    lead: 'A certificate never changes; another print says that it is one.',
    back: 'Back',
    number: (no) => `No. ${String(no).padStart(4, '0')}`,
    again: 'Reprint',
    body: (name, month, canteen, days, rounds, doors) =>
      `This is to certify that ${name} carried meals to the doors of elders for ${canteen} in ${month}: on ${days} days, ${rounds} rounds, ${doors} doors.`,
    time: 'Hours of service together',
    content: 'The service: bringing meals, greeting elders in person, and telling how they are and who needs help.',
    how: 'The time follows from the reports from the doors, from packing (or taking over) to the last report. Nobody typed it.',
    seal: ' (seal)',
    issuer: (name) => `Issued by ${name}`,
  },
}
