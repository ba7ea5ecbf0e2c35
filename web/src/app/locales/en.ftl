# Everything the app says. Both languages have the same names.

loading = Opening
back = Back
close = Close
done = Done
continue = Continue
open = Open
save = Save
copy = Copy
copied = Copied
more = Show more
on = On
off = Off
made = Made
missing = Missing
locked = Locked
settings = Settings
about = About
email = E-mail address
offline = You are offline. Try again in a moment.
offline-strip = Offline. Trying to reach the server.
slow-down = That was too often. Wait a little and try again.
went-wrong = Something went wrong on the server. Try again.
refused-code = That is not the code. Look at the newest letter.
refused-enrolment = This code is used up. Ask for a new one.
refused-recovery-code = That is not this account’s newest recovery code.
refused-email = That is not an e-mail address.
refused-email-taken = This address belongs to another account, or to yours already.
refused-last-device = This is your last device. Make a recovery code first.
refused-stale = This code is too old. Scan the one that is shown now.
refused-taken = Somebody has opened this request already.
refused-start = That is not a code of this server.
staging-server = Staging server

# Home
greeting = { $waiting ->
    [0] Nothing is waiting for you
    [one] One thing needs your answer
   *[other] { $waiting } things need your answer
}
waiting-list = Waiting for you
pick-one = Pick a request to read it.
    Nothing happens until you approve.
scan = Scan a code
scan-more = Sign in on another screen
lately = Lately
all-history = See everything
no-recovery-code = Make a recovery code
no-recovery-code-more = Without one, a lost phone can mean a lost account.
pin-locked = The PIN is locked
pin-locked-more = Five wrong tries. See how to open it.
muted = { $name } is muted
muted-until = Until { $at }, because you did not start its request.
unmute = Unmute
join-asks = A new device wants to join

# Activation
welcome = You, proven.
    Nothing more.
welcome-more = Sign in and sign agreements with a key that stays on this device. You see every word before you approve it.
licence-accept = I accept the licence
licence-read = Read the licence
licence-1 = Auth eID is free software. You may use it, and nobody may charge you for it.
licence-2 = Your key is made on this device and stays on it. Keep the device, its PIN and your recovery code to yourself.
licence-3 = What you approve counts as said by you. Read it first, and approve only what you started.
licence-4 = The server keeps your addresses, your devices and what you approved, so that you and those who asked can prove it later. You can see and save all of it in the app.
licence-5 = Tell us at once, by removing the device in the app, when a device is lost.
no-production = This deployment has no production server.
no-staging = This deployment has no staging server.
get-started = Get started
email-title = Your e-mail address
email-more = Those who know this address can ask you for something. We send a code to it.
send-code = Send the code
code = Code
code-title = Check your mail
code-more = A six-digit code was sent to
code-again = Send a new code
code-again-in = Send a new code in { $seconds } s
existing-title = You have an account
existing-more = The mail alone does not open it. Prove that it is yours:
existing-join = Approve on my other device
existing-recover = Use my recovery code
existing-no-recovery = This account has no recovery code.
recovery-title = Your recovery code
recovery-more = The code you were given when you activated. Spaces and hyphens do not matter.
recovery-code = Recovery code
pin-choose = Choose a PIN
pin-again = Type it once more
pin-choose-more = Six digits that you need for each approval.
pin-simple = That PIN is among the first a thief would try. Choose another.
pin-differs = The two were not the same. Choose again.
name-title = Name this device
name-more = So that you know it in the list of your devices.
device-name = Name of the device
activate = Activate
making-key = Making your key
lock-title = Approve with this device’s lock?
lock-more = Your face, finger or screen lock then opens the key in one gesture. The PIN still works.
lock-use = Use the lock
lock-later = Not now
keep-title = Keep this code safe
keep-more = It is the way back when your devices are lost. Write it down or print it, and keep it away from this device. It is shown only now.
keep-check = Type the third group to show that you have it
keep-done = I have kept it
keep-file = Auth eID recovery code

    { $code }

    Keep it safe. Together with a code sent to your e-mail it opens your account on a new device.
waiting-title = Open Auth eID on your other device
waiting-more = Let this device in there. Both must show this number:
waiting-left = { $time } left
compare = Number to compare
start-over = Start over
lost-title = Your key is not here any more
lost-more = The browser has cleared what it kept for Auth eID. Your account is safe: restore it with your recovery code or another device.
revoked-title = This device was removed
revoked-more = It was removed from your account and can’t approve any more. You can add it again.
restore = Restore

# A request
time-left = { $seconds ->
    [one] { $seconds } second left
   *[other] { $seconds } seconds left
}
decide-later = Close and decide later
kind-authentication = You are signing in
kind-signature = You are signing
kind-identification = You are showing your identity
kind-kyc = You are sharing your identity file
kind-device-key = You are confirming this device
seal-of-text = Seal of this text
started-email = Asked by your e-mail address
started-qr = You scanned a code
started-link = Started on this device
started-nowhere = Where it was started was not said
you-scanned = You scanned it
gets = { $name } gets
got = { $name } got
discloses-email = your e-mail address
discloses-unique-user-id = your user id
discloses-device = the device’s name and public key
discloses-is-verified = whether your identity is verified
discloses-signature = your signature
verified-only = Works only if your identity is verified
present-as = Answer as
as = As
match-title = Which number does { $name } show?
match-more = No number there, or none of these? Then cancel: someone else may have started this.
not-me = I didn’t start this
not-me-more = The request ends. { $name } is told that you said no, and can’t ask you by e-mail for a day.
not-me-do = End it and mute
cancel-request = Cancel request
approve = Approve
sign = Sign
read-to-end = Read to the end
use-pin = Use the PIN
use-lock = Use the device’s lock
pin-to-sign = PIN to sign
pin-to-approve = PIN to approve
pin-only = This request asks for the PIN.
exact-bytes = The exact text
exact-bytes-more = This, byte for byte, is what your key signs.
expired-short = Time ran out. Start again at { $name }.
pin-entered = { $digits } of 6 digits
pin-pad = Keypad
pin-delete = Delete the last digit
pin-checking = Checking
wrong-pin = { $tries ->
    [one] Wrong PIN. One try left.
   *[other] Wrong PIN. { $tries } tries left.
}
lock-declined = The lock was not opened. Try again, or use the PIN.
done-signed = Signed
done-signed-more = { $name } has your signature.
done-approved = You’re in
done-approved-more = { $name } has your answer.
done-cancelled = Cancelled
done-cancelled-more = { $name } is told that you said no. Nothing was signed.
done-not-me = Ended and muted
done-not-me-more = Nothing was signed. { $name } can’t ask you by e-mail for a day.
done-expired = Time ran out
done-expired-more = Nothing was signed. Start again at { $name } if you still want to.
done-rp-cancelled = Taken back
done-rp-cancelled-more = { $name } took its request back. Nothing was signed here.
done-elsewhere = Answered already
done-elsewhere-more = This was answered on another of your devices.
done-not-verified = Not verified yet
done-not-verified-more = { $name } asks for a verified identity, and yours is not verified.
done-wrong-number = That was another number
done-wrong-number-more = The request was ended to protect you. Start again at { $name }, and compare the number.
done-locked = The PIN is locked
done-locked-more = Five wrong tries. The key is safe; open it again to go on.
done-offline = You are offline
done-offline-more = Nothing was sent. The request waits here until its time runs out.
done-gone = This request is not here
done-gone-more = It has ended, or it is not yours.
receipt-what = What
receipt-when = When
receipt-seal = Seal
return-to = Back to { $name }
picking-up = Fetching the request
start-failed = This code can’t be used
scan-again = Scan the code that is shown now
pin-unlock = Open it again

# Scanning
scan-how = Point the camera at the code on the other screen.
scan-no-camera = The camera can’t be used. Allow it in the browser’s settings, or paste the link below.
scan-paste = No camera? Paste the link
scan-foreign = That is not a code of this server.
camera = Camera

# Settings
emails = E-mail addresses
emails-more = Up to three. Those who know one of them can ask you for something.
email-add = Add an address
email-added = { $email } was added.
email-remove = Remove { $email }
email-remove-title = Remove this address
devices = Devices
this-device = This device
last-seen = Last seen { $at }
device-add = Add a device
device-add-more = Open Auth eID on the new device and type this e-mail address. It then asks to be let in here.
device-rename = Rename { $name }
device-rename-title = Rename
device-revoke = Remove { $name }
device-revoke-title = Remove this device
join-compare = Does the new device show the same number? If you did not start this, keep it out.
join-admit = Let it in
join-refuse = Keep it out
pin-change = Change the PIN
pin-old = Confirm with the old PIN
pin-changed = The PIN was changed.
pin-locked-restore = The PIN was typed wrong five times. Restore your account on this device with your recovery code, or with another device.
pin-locked-lock = The PIN was typed wrong five times. Choose a new one; this device’s lock opens the key.
lock = Device’s lock
lock-off = Turn it off
lock-missing = This browser has no lock that can open the key.
recovery-have = You have a recovery code. A new one replaces it.
recovery-make = Make a recovery code
push = Notifications
push-more = When the app is closed, this device can tell you that something waits. It says nothing of who asks.
push-on = Tell me
push-off = Don’t tell me
push-missing = This browser has no notifications for the app. On an iPhone, add Auth eID to the Home Screen first.
push-declined = Notifications were not allowed, or the push service could not be reached. What waits is in the app all the same.
language = Language
theme = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark
server = Server
user-id = Your user id

# History and privacy
history = History
search = Search
history-none = Nothing yet.
history-none-found = Nothing was found.
asked-by = Asked by
outcome = Outcome
on-device = On
ended-signed = signed
ended-approved = approved
ended-cancelled = you cancelled
ended-not-me = you did not start it
ended-rp-cancelled = taken back
ended-not-verified = not verified
ended-timeout = time ran out
ended-waiting = waiting
signed-text = The text that was signed
signed-document = The document that was signed
save-evidence = Save the evidence
privacy = Privacy
privacy-more = What is kept of you, and who received what.
privacy-stored = Kept on the server
privacy-kept = Requests are kept for { $days } days.
privacy-received = Who received something
privacy-times = { $times ->
    [one] Once, last { $at }
   *[other] { $times } times, last { $at }
}
privacy-nobody = Nobody has received anything.
privacy-export = Save everything as a file
stored-email = E-mail addresses
stored-device = Devices
stored-request = Requests
stored-recovery-code = Recovery codes, as a hash
stored-passkey = Public keys of device locks
