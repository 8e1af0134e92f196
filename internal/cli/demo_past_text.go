package cli

// pastSections is the text of the postmortem, in terms of systems.
var pastSections = []struct{ key, text string }{
	{"summary", `
On Friday at 16:15 a clean-up script for test transactions ran against the production database and dropped the checkout table. For
more than two hours nobody could sign in or pay; after three, everything was back to normal and counted. The person who ran the
script reported it within two minutes, so we knew where to look from the start. The table was restored from the nightly backup, and the check-outs of the day were replayed from the payment provider's log.
`},
	{"impact", `
- Sign-in and check-out were unavailable from 16:15 to 18:36, and were counted as back to normal at 19:11.
- About $45,000 of check-outs did not happen.
- 1,204 check-outs of the day were missing until they had been replayed; none is lost.
- 312 people wrote to customer support.
`},
	{"what_happened", `
Test transactions in staging are cleaned up by hand once a week. The script reads the address of the database from the environment
of the console. That afternoon the console held the variables of production: the two sets differ in one word, in the middle of a
long line. The script ran without a question, as it does in staging, and the account of the console was allowed to drop tables.
`},
	{"response", `
The first report came from the person at the console, two minutes after the script. An incident was declared two minutes later, with
roles for operations and communications. The deploy of the afternoon was looked into first and cleared. The missing table was
confirmed by asking the database for it. A colleague of customer support offered to replay the provider's log, which nobody in the
response had access to.
`},
	{"factors", `
Four conditions met on that Friday: production accepted the statement, consoles could write to it directly, two environments looked the
same, and a weekly chore was done by hand. Each of them had been there for years, and none of them alone would have been enough. The
chain of whys below tells what each earns.
`},
	{"worked", `
- The report came at once, because speaking up is safe here.
- The statement log named the statement to the second.
- The nightly backup restored at the first attempt.
`},
	{"did_not_work", `
- No alert watches whether the tables of production are there; the report was faster than every monitor.
- The status page took forty minutes to say the same as the room.
`},
	{"lucky", `
- It was the clean-up of one table, and the provider keeps a log that could be replayed.
- The person with access to that log had not left for the weekend.
`},
	{"surprised", `
- Consoles of staging and of production had the same rights.
`},
	{"leave_alone", `
- We still deploy on Fridays: the deploy had no part in this.
`},
}
