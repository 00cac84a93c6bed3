#include "common/events/stream.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::events {
namespace {

using redis::Command;
using redis::Reply;

constexpr char kField[] = "e";

// Whether it is an error that says more than that the entry, or one behind it, is there.
bool IsRefusal(const Reply& reply) {
  return reply.kind == Reply::Kind::kError && !absl::StrContains(reply.text, "equal or smaller");
}

// Of an entry's id, "<position>-0".
bool ParsePosition(const std::string& id, int64_t* position) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(id, absl::MaxSplits('-', 1));
  return absl::SimpleAtoi(parts.first, position);
}

// One entry as XREAD shows it: [id, [field, value]]. Not ours: it is left out, as if it were
// missing.
bool ParseEntry(const Reply& reply, int partition, StreamEntry* entry) {
  if (reply.items.size() != 2 || reply.items[1].items.size() != 2) return false;
  entry->partition = partition;
  if (!ParsePosition(reply.items[0].text, &entry->position)) return false;
  const std::string& bytes = reply.items[1].items[1].text;
  if (bytes.empty()) return true;
  event::v1::LogEvent event;
  if (!event.ParseFromString(bytes)) return true;
  event.set_position(entry->position);
  entry->event = std::move(event);
  return true;
}

}  // namespace

std::string StreamKey(absl::string_view service, const Uuid& log, int partition) {
  return absl::StrCat("events:", service, ":", log.ToString(), ":", partition);
}

absl::Status Publish(redis::Client* client, absl::string_view service, const Uuid& log,
                     absl::Span<const Entry> entries) {
  std::vector<Command> commands;
  std::set<int> touched;
  for (const Entry& entry : entries) {
    touched.insert(entry.partition);
    commands.push_back({"XADD", StreamKey(service, log, entry.partition), "MAXLEN", "~",
                        absl::StrCat(kStreamEntries), absl::StrCat(entry.position, "-0"), kField,
                        entry.event});
  }
  Command removal = {"DEL"};
  for (const int partition : touched) {
    removal.push_back(StreamKey(service, log, partition));
    commands.push_back({"EXPIRE", removal.back(), absl::StrCat(absl::ToInt64Seconds(kStreamAge))});
  }
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Reply> replies, client->Pipeline(commands));
  const auto refusal = std::find_if(replies.begin(), replies.end(), IsRefusal);
  if (refusal == replies.end()) return absl::OkStatus();
  const std::string code = std::vector<std::string>(absl::StrSplit(refusal->text, ' '))[0];
  if (code == "OOM") GUANXI_RETURN_IF_ERROR(client->Run(removal).status());
  return Error(absl::StatusCode::kInternal, "REDIS_REFUSED",
               absl::StrCat("Redis refused a command: ", code));
}

absl::StatusOr<std::vector<StreamEntry>> ReadStreams(redis::Client* client,
                                                     absl::string_view service,
                                                     absl::Span<const StreamPlace> places,
                                                     int limit, absl::Duration wait) {
  Command command = {"XREAD", "COUNT", absl::StrCat(limit)};
  // BLOCK 0 would wait for ever.
  if (const int64_t ms = absl::ToInt64Milliseconds(wait); ms > 0) {
    command.insert(command.end(), {"BLOCK", absl::StrCat(ms)});
  }
  command.push_back("STREAMS");
  std::map<std::string, int> partitions;
  for (const StreamPlace& place : places) {
    command.push_back(StreamKey(service, place.log, place.partition));
    partitions[command.back()] = place.partition;
  }
  for (const StreamPlace& place : places) {
    command.push_back(absl::StrCat(place.position, "-0"));
  }
  GUANXI_ASSIGN_OR_RETURN(const Reply reply, client->Run(command, wait));
  std::vector<StreamEntry> entries;
  for (const Reply& stream : reply.items) {
    const auto partition =
        stream.items.size() == 2 ? partitions.find(stream.items[0].text) : partitions.end();
    if (partition == partitions.end()) continue;
    for (const Reply& item : stream.items[1].items) {
      StreamEntry entry;
      if (ParseEntry(item, partition->second, &entry)) entries.push_back(std::move(entry));
    }
  }
  return entries;
}

}  // namespace guanxi::events
