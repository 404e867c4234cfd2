/**
 * The reply buffer's steps as Lua, each atomic and safe to repeat. Times come from ARGV, keys from KEYS.
 *
 * KEYS[1], a conversation, is one JSON value { q: [turn, …] }: a queue whose head alone may be claimed. A turn is
 *   { id, t: tenant, a: account, first, due, bytes, m: [[message id, sealed, when it was changed], …],
 *     v: how often a message was changed,
 *     c: true once claimed (then closed to appends),
 *     lt, lu: the lease's token and end, b, h, hm, n: begun, held, for how long, tries, d: sealed draft,
 *     g: true once the AI wrote it, w: accepted provider id }.
 * `p` beside `q`: until when a pause lets nothing of this conversation pass the fence.
 * KEYS[2], the due set, scores each conversation with the time at which somebody has to look at it. KEYS[3], of the fence
 * alone, is an account's own pause: its end, as a number. Each script begins with
 * its name, so that who watches Redis can tell them apart.
 */
const PRELUDE = `
local function load()
  local raw = redis.call('GET', KEYS[1])
  if raw then return cjson.decode(raw) end
  return nil
end
local function save(s, life)
  if #s.q == 0 then
    redis.call('DEL', KEYS[1])
    redis.call('ZREM', KEYS[2], KEYS[1])
    return
  end
  local head = s.q[1]
  redis.call('SET', KEYS[1], cjson.encode(s), 'PX', life)
  redis.call('ZADD', KEYS[2], head.lu or head.due, KEYS[1])
end
local function held(s, id, token)
  if not s then return nil end
  local head = s.q[1]
  if head.id == id and head.lt == token then return head end
  return nil
end
-- For a claim that may be older than a change: 0 lost, 1 held, 2 held and changed.
local function standing(head, version)
  if not head then return 0 end
  if (head.v or 0) ~= tonumber(version) then return 2 end
  return 1
end
`;

/**
 * ARGV: life, now, wait, hold, full messages, full bytes, full turns, tenant, account, n, then n × (id, sealed, bytes,
 * turn id). Returns {turn id and due, one after the other; ids that there is no room for}.
 */
export const APPEND = `-- append${PRELUDE}
local life, now, wait, hold = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local fullMessages, fullBytes, fullTurns = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local n = tonumber(ARGV[10])
local s = load() or { q = {} }
local known, byId, fresh, full = {}, {}, {}, {}
for _, turn in ipairs(s.q) do
  byId[turn.id] = turn
  for _, m in ipairs(turn.m) do known[m[1]] = turn.id end
end
local wake, changed = {}, false
for i = 0, n - 1 do
  local id, sealed = ARGV[11 + i * 4], ARGV[12 + i * 4]
  local bytes, newTurn = tonumber(ARGV[13 + i * 4]), ARGV[14 + i * 4]
  fresh[newTurn] = true
  local last = s.q[#s.q]
  local opens = not last or last.c or #last.m >= fullMessages or last.bytes >= fullBytes
  if not known[id] and opens and #s.q >= fullTurns then
    full[#full + 1] = id
  elseif not known[id] then
    if opens then
      last = { id = newTurn, t = ARGV[8], a = ARGV[9], first = now, due = now, bytes = 0, m = {} }
      s.q[#s.q + 1] = last
      byId[newTurn] = last
    end
    last.m[#last.m + 1] = { id, sealed }
    last.bytes = last.bytes + bytes
    known[id] = last.id
    changed = true
    if #last.m >= fullMessages or last.bytes >= fullBytes then
      last.due = now
      wake[last.id] = true
    else
      last.due = math.min(now + wait, last.first + hold)
    end
  end
  local owner = known[id]
  if owner and byId[owner] and not byId[owner].c and fresh[owner] then wake[owner] = true end
end
if changed then save(s, life) end
local out = {}
for _, turn in ipairs(s.q) do
  if wake[turn.id] then
    out[#out + 1] = turn.id
    out[#out + 1] = string.format('%.0f', turn.due)
  end
end
return { out, full }
`;

/**
 * ARGV: life, then for each change: message id, sealed, bytes, when it was changed. All of a delivery in one step, since
 * each reads the whole conversation. A turn whose send has begun is left as it is.
 */
export const CHANGE = `-- change${PRELUDE}
local s = load() or { q = {} }
local places, touched, ends = {}, false, {}
for _, turn in ipairs(s.q) do
  for _, m in ipairs(turn.m) do places[m[1]] = { turn, m } end
end
local function change(place, sealed, bytes, at)
  if not place then return 'absent' end
  local turn, m = place[1], place[2]
  if (turn.b or 0) > 0 or turn.w then return 'too_late' end
  if m[3] and m[3] >= at then return 'changed' end
  turn.bytes = turn.bytes - #m[2] + bytes
  m[2], m[3] = sealed, at
  turn.v = (turn.v or 0) + 1
  turn.d, turn.g = nil, nil
  touched = true
  return 'changed'
end
for i = 2, #ARGV, 4 do
  ends[#ends + 1] = change(places[ARGV[i]], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]))
end
if touched then save(s, ARGV[1]) end
return ends
`;

/** ARGV: life, now, token, lease end. Returns {kind, value}. */
export const CLAIM = `-- claim${PRELUDE}
local now = tonumber(ARGV[2])
local s = load()
if not s then
  redis.call('ZREM', KEYS[2], KEYS[1])
  return { 'gone', '' }
end
local head = s.q[1]
if head.lt and head.lt ~= ARGV[3] and head.lu > now then return { 'busy', string.format('%.0f', head.lu) } end
if not head.lt and head.due > now then return { 'not_due', string.format('%.0f', head.due) } end
head.c = true
head.lt = ARGV[3]
head.lu = tonumber(ARGV[4])
save(s, ARGV[1])
return { 'claimed', cjson.encode(head) }
`;

/** ARGV: life, turn, token, version, lease end, begun or ''. Of a changed turn too, for its holder has to give it back. */
export const RENEW = `-- renew${PRELUDE}
local s = load()
local head = held(s, ARGV[2], ARGV[3])
if not head then return 0 end
head.lu = tonumber(ARGV[5])
if ARGV[6] ~= '' then head.b = tonumber(ARGV[6]) end
save(s, ARGV[1])
return standing(head, ARGV[4])
`;

/** ARGV: life, turn, token, version, draft. */
export const KEEP_DRAFT = `-- keep_draft${PRELUDE}
local s = load()
local head = held(s, ARGV[2], ARGV[3])
local stands = standing(head, ARGV[4])
if stands ~= 1 then return stands end
head.d = ARGV[5]
head.g = true
save(s, ARGV[1])
return 1
`;

/**
 * ARGV: life, turn, token, version, lease end, attempt, draft, now. The pause is read in the same step as the fence is
 * passed: whoever pauses after this is too late, and whoever did before is heeded.
 */
export const BEGIN_SEND = `-- begin_send${PRELUDE}
local s = load()
local head = held(s, ARGV[2], ARGV[3])
local stands = standing(head, ARGV[4])
if stands ~= 1 then return stands end
local now = tonumber(ARGV[8])
if (s.p or 0) > now or tonumber(redis.call('GET', KEYS[3]) or 0) > now then return 3 end
head.lu = tonumber(ARGV[5])
head.b = tonumber(ARGV[6])
head.d = ARGV[7]
save(s, ARGV[1])
return 1
`;

/** ARGV: life, turn, provider message id. Without a token: an accepted send is a fact, whoever holds the turn now. */
export const NOTE_ACCEPTED = `-- note_accepted${PRELUDE}
local s = load()
if not s or s.q[1].id ~= ARGV[2] then return 0 end
s.q[1].w = ARGV[3]
save(s, ARGV[1])
return 1
`;

/** ARGV: life, turn, token, due, begun or '', held or '', 1 when it counts as a try, how long it is held or ''. */
export const POSTPONE = `-- postpone${PRELUDE}
local s = load()
local head = held(s, ARGV[2], ARGV[3])
if not head then return 0 end
head.lt, head.lu = nil, nil
head.due = tonumber(ARGV[4])
if ARGV[5] ~= '' then head.b = tonumber(ARGV[5]) end
if ARGV[6] ~= '' then head.h = tonumber(ARGV[6]) end
if ARGV[7] == '1' then head.n = (head.n or 0) + 1 end
if ARGV[8] ~= '' then head.hm = tonumber(ARGV[8]) end
save(s, ARGV[1])
return 1
`;

/** ARGV: life, turn, token. A turn that is not the head, or that another holds, is left alone. */
export const ACK = `-- ack${PRELUDE}
local s = load()
if not s then return '' end
if held(s, ARGV[2], ARGV[3]) then
  table.remove(s.q, 1)
  save(s, ARGV[1])
end
if #s.q == 0 then return '' end
return string.format('%.0f', s.q[1].lu or s.q[1].due)
`;

/**
 * ARGV: life, until or ''. Of a conversation that is open; the records have the pause for those that come. What is
 * remembered of it (KEYS from the third on) goes: a person has taken over.
 */
export const PAUSE = `-- pause${PRELUDE}
if ARGV[2] ~= '' then
  for i = 3, #KEYS do redis.call('DEL', KEYS[i]) end
end
local s = load()
if not s then return 0 end
if ARGV[2] == '' then s.p = nil else s.p = tonumber(ARGV[2]) end
save(s, ARGV[1])
return 1
`;

/**
 * Steps that may be sent again when no answer came, since whoever asked can't tell whether they ran. Messages are known by
 * their ids (append), changes by their times (change), a claim by its token: its holder gets it again (claim, renew,
 * keep_draft, begin_send). What is noted is noted twice alike (note_accepted, pause). The second postpone or ack finds
 * nothing held and leaves all as it is, though a postpone then answers that the turn was lost; and a pause that came between
 * two begin_sends stops a send that had not begun yet. A script that counts is not one of these: the rate limiter's, and the
 * memory's.
 */
export const SAFE_TO_REPEAT: ReadonlySet<string> = new Set([
  ...[APPEND, CHANGE, CLAIM, RENEW, KEEP_DRAFT, BEGIN_SEND, NOTE_ACCEPTED, POSTPONE, ACK, PAUSE],
]);
