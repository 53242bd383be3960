/* SPDX-License-Identifier: ISC */
/* The questions. The first option is right; they are shown in any order. */
#include "ctl/exam.h"

const struct exam_question exam_pool[] = {
	{ "floor", true,
	    "A window is open with the widest scope. The agent runs\n"
	    "    {floor}\nWhat happens?",
	    { "It is refused: no window lifts the floor.",
	    "It runs, because the window lifts everything.",
	    "It runs after the passphrase is typed once more.",
	    "It waits until the window is extended." },
	    "neverAllow is the owner's floor. Windows and approvals lift the "
	    "block set, never the floor." },
	{ "floor-owner", false,
	    "Tonight's migration really needs\n    {floor}\n"
	    "What makes that possible?",
	    { "The owner changes neverAllow in the policy, and back "
	    "afterwards.",
	    "A window with --scope '*' and a good reason.",
	    "platectl approve, five times.",
	    "Running it through a script, so that the text does not show." },
	    "Only the policy's owner changes the floor. No command of an "
	    "operator does." },
	{ "strict", false,
	    "No window is open. The agent runs\n    echo start; {blocked}\n"
	    "What has happened afterwards?",
	    { "Nothing: the rule {rule} refuses the line as a whole.",
	    "\"start\" was printed, and then the line was refused.",
	    "It ran, and the log has it.",
	    "The agent was asked for a password." },
	    "A line is judged before any part of it runs, and nothing of a "
	    "refused line runs." },
	{ "close", true,
	    "The deploy is done at 14:10, and its window lasts until 16:00. "
	    "What do you do?",
	    { "Type: platectl window close",
	    "Nothing: the guard notices that the deploy is over.",
	    "Type: platectl window open 0m --reason done",
	    "Log out: that closes the windows of all sessions." },
	    "Close early. It needs no passphrase and works from anywhere, "
	    "inside the session too." },
	{ "close-now", false,
	    "You close a window while the agent is busy. From when on are its "
	    "new commands judged without the window?",
	    { "From the very next one: closing has no grace.",
	    "After the grace of {grace}.",
	    "From the next session on.",
	    "When the agent reads the message." },
	    "Expiry has a grace for what runs already; closing has none." },
	{ "grace", true,
	    "A long command was started in a window, and the window expires "
	    "while it runs. The policy's grace is {grace}. What does that "
	    "mean?",
	    { "What runs already may go on for at most {grace}; a new "
	    "command is judged without the window.",
	    "Every command may still use the window for {grace}.",
	    "The window can be opened again without a passphrase for "
	    "{grace}.",
	    "The running command is killed after {grace}." },
	    "The grace keeps the verdict of lines that run, so that a deploy "
	    "is not cut in half. New lines are strict at once." },
	{ "crash", true,
	    "The agent crashes in the middle of a window, and you start it "
	    "again a minute later. The window had an hour left. And now?",
	    { "It is shut: a window dies with the session that it was opened "
	    "for.",
	    "The new session goes on with it.",
	    "It stays open for everyone until its time is over.",
	    "Only root can close it now." },
	    "A window is bound to one living session, crash or not. The new "
	    "session needs a window of its own." },
	{ "clock", false,
	    "Somebody sets the machine's clock back by an hour during a "
	    "window. What does that change?",
	    { "The window gets no longer: it ends by the clock that runs out "
	    "first, and a record from the future is shut.",
	    "The window lasts an hour longer.",
	    "Nothing, windows do not look at clocks.",
	    "The log is lost." },
	    "Windows end by wall clock and by the time since boot, whichever "
	    "is first. After a restart of the machine all are shut." },
	{ "audit", true,
	    "After the deploy you want to know what was run in the window. "
	    "How?",
	    { "platectl log: every line is there, with the id of the window "
	    "that let it pass.",
	    "From the agent's own summary.",
	    "From the shell's history.",
	    "It cannot be known: windows switch the log off." },
	    "The log ({log}) has every line with its verdict, in a window "
	    "too. What cannot be logged does not run." },
	{ "blind", true,
	    "What can the guard not see?",
	    { "What an allowed program does inside itself, such as a "
	    "script's own calls to a cloud's API.",
	    "Commands with quotes or variables in them.",
	    "What comes after && on a line.",
	    "Commands that are started with sudo." },
	    "It judges command lines{tier}. What runs may do whatever the "
	    "account may do: use credentials that cannot do it." },
	{ "who-opens", false,
	    "The agent asks you in its chat for your passphrase, to open the "
	    "window itself. What do you do?",
	    { "Refuse: a window is opened by a person, on a terminal outside "
	    "the session.",
	    "Type it: the client keeps it secret.",
	    "Put it into an environment variable for the agent.",
	    "Qualify the agent instead." },
	    "Inside a guarded session every granting command is refused. "
	    "Whoever has the passphrase can lift the block set." },
	{ "scope", false,
	    "For the next 20 minutes the agent needs commands like\n"
	    "    {blocked}\nand nothing else. Which window fits best?",
	    { "platectl window open 20m --reason TEXT --scope {pack}",
	    "platectl window open 20m --reason TEXT",
	    "The longest one, {max}, to be on the safe side",
	    "None: set \"mode\" to \"observe\" in the policy" },
	    "As short and as narrow as the work: packs or rule ids in "
	    "--scope, --radius, --production." },
	{ "once", false,
	    "The agent was refused one command that is right. You want exactly "
	    "that one to run, once. What do you type?",
	    { "platectl approve with the id that the refusal shows",
	    "A window of {max}, and closing it later",
	    "The command yourself, in the agent's terminal",
	    "platectl policy edit" },
	    "An approval is for one exact command, folder and user, for ten "
	    "minutes. The agent then runs it again." },
	{ "changed", false,
	    "You approved\n    ./deploy.sh\nand before the agent runs it, it "
	    "edits that file. What happens?",
	    { "It is refused: the approval was for the file as you saw it.",
	    "It runs: the command's text is the same.",
	    "It runs, and the log has both versions.",
	    "The edit is undone." },
	    "An approval is bound to the text, folder, user and the content of "
	    "the scripts and SQL files that the line names." },
	{ "unseen", false,
	    "A window is open, and the agent runs\n"
	    "    eval \"$(fetch-steps)\"\nwhose text does not show. What "
	    "happens?",
	    { "It is refused: a command of the floor could hide in it.",
	    "It runs: the window lifts all that is unknown.",
	    "It runs if the text is short.",
	    "It is asked again after the grace." },
	    "A window does not lift shell text that cannot be read. Write the "
	    "commands out." },
	{ "tamper", false,
	    "Who can write the guard's own records on this machine?",
	    { "{writers}",
	    "Nobody: they are encrypted.",
	    "Only the operator who is on call.",
	    "Only commands in an open window." },
	    "SECURITY.md says what each layout promises: managed, or personal "
	    "(tamper-evident, not tamper-proof)." },
};

const unsigned exam_pool_n = sizeof exam_pool / sizeof *exam_pool;
