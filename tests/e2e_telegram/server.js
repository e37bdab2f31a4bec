// Starts telegram-test-api on the port given, with its answers brought in line with the Bot API: times are in seconds,
// options are not echoed as strings, and editMessageText returns the message, not null.
const answers = require('telegram-test-api/lib/modules/sendResult');

const original = answers.sendResult;
answers.sendResult = (request, response, next) => original(request, response, () => {
  const send = response.sendResult;
  response.sendResult = (data) => send(corrected(request, data));
  next();
});

function corrected(request, data) {
  if (!/\/(sendMessage|editMessageText)$/.test(request.path)) return data;
  const { chat_id: chat, text } = request.body;
  const id = data.result ? data.result.message_id : Number(request.body.message_id);
  const date = Math.floor(Date.now() / 1000);
  return { ok: data.ok, result: { message_id: id, date, chat: { id: Number(chat), type: 'private' }, text } };
}

const TelegramServer = require('telegram-test-api');

const server = new TelegramServer({ port: Number(process.argv[2]), host: '127.0.0.1' });
server.start().then(() => console.log('ready'));
