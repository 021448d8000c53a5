-- SPDX-License-Identifier: Apache-2.0
-- wrk's side of ./dev bench: reads contacts by random id, or adds contacts with unique numbers and external ids.
-- What to do comes by environment, so that no token stands on a command line (tests/bench/load.py sets it).
-- With NAVOLAT_BENCH_VERIFY every answer is looked at: it must carry what its own request asked for. wrk does not
-- say which request an answer belongs to, so the request's X-Request-Id, which the server sends back, does.
local env = function(name) return os.getenv("NAVOLAT_BENCH_" .. name) or "" end

local kind = env("KIND")
local verify = env("VERIFY") ~= ""
local threads = {}
local prefixes = {"72", "73", "77", "79"} -- Czech mobile numbers, 10 million each

function setup(thread)
	thread:set("number", #threads)
	table.insert(threads, thread)
end

local function common_head(host)
	return " HTTP/1.1\r\nHost: " .. host .. "\r\nAuthorization: Bearer " .. env("TOKEN") .. "\r\n"
end

local function phone_of(n)
	return string.format("+420%s%07d", prefixes[math.floor(n / 10000000) + 1], n % 10000000)
end

local function start_read(host)
	local first, last = tonumber(env("FIRST")), tonumber(env("LAST"))
	local head = common_head(host)

	math.randomseed(tonumber(env("SEED")) + number)
	request = function()
		local id = string.format("%d", math.random(first, last))

		if verify then
			return "GET /v1/contacts/" .. id .. head .. "X-Request-Id: bench-" .. id .. "\r\n\r\n"
		end
		return "GET /v1/contacts/" .. id .. head .. "\r\n"
	end
	expected = function(word) return 200, '"id":"' .. word .. '"' end
end

local function start_add(host)
	local at, stride = tonumber(env("BASE")), tonumber(env("STRIDE"))
	local attributes = env("ATTRIBUTES")
	local campaigns = {}

	for id in string.gmatch(env("CAMPAIGNS"), "%d+") do
		table.insert(campaigns, "POST /v1/campaigns/" .. id .. "/contacts" .. common_head(host) ..
			"Content-Type: application/json\r\nContent-Length: ")
	end
	at = at + number * stride
	stop_at = at + stride
	request = function()
		local n = at
		local body = '{"externalId":"b' .. n .. '","phone":"' .. phone_of(n) .. '","name":"Jana Nováková","priority":5,' ..
			'"attributes":' .. attributes .. "}"
		local head = campaigns[n % #campaigns + 1] .. #body

		at = at + 1
		if at > stop_at then
			overrun = 1
		end
		if verify then
			head = head .. "\r\nX-Request-Id: bench-" .. n
		end
		return head .. "\r\n\r\n" .. body
	end
	expected = function(word)
		return 201, '"externalId":"b' .. word .. '","phone":{"raw":"' .. phone_of(tonumber(word)) .. '"'
	end
end

local function start_verifying()
	response = function(status, headers, body)
		local word = string.match(headers["X-Request-Id"] or "", "^bench%-(%d+)$")
		local want_status, want = expected(word or "")

		if word and status == want_status and string.find(body, want, 1, true) then
			good = good + 1
		else
			bad = bad + 1
			example = status .. " " .. (word or "no X-Request-Id") .. " " .. string.sub(body, 1, 300)
		end
	end
end

function init(args)
	local host = wrk.host .. ":" .. wrk.port

	good, bad, overrun, example = 0, 0, 0, ""
	if kind == "add" then
		start_add(host)
	else
		start_read(host)
	end
	if verify then
		start_verifying()
	end
end

function done(summary, latency, requests)
	local total = {good = 0, bad = 0, overrun = 0}
	local seen = ""

	for _, thread in ipairs(threads) do
		for name in pairs(total) do
			total[name] = total[name] + thread:get(name)
		end
		if thread:get("example") ~= "" then
			seen = thread:get("example")
		end
	end
	io.write(string.format(
		'BENCH {"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"non_2xx":%d,"socket_errors":%d,"good":%d,"bad":%d,"overrun":%d}\n',
		summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status,
		summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
		total.good, total.bad, total.overrun))
	if seen ~= "" then
		io.write("EXAMPLE " .. seen .. "\n")
	end
end
