#include "common/audit/refusals.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::audit {
namespace {

// So many rows a transaction.
constexpr size_t kMaxRows = 200;
constexpr absl::Duration kWriteTime = absl::Seconds(5);

}  // namespace

Refusals::Refusals(db::Database* database, UuidSource* ids, Clock* clock, absl::Duration interval)
    : database_(database), ids_(ids), clock_(clock), ticker_(interval, [this] { Tick(); }) {}

Refusals::~Refusals() { Flush().IgnoreError(); }

void Refusals::Note(const Principal& principal, absl::string_view method,
                    const absl::Status& status) {
  Entry entry;
  entry.kind = v1::AuditRecord::REFUSED;
  entry.actor = principal.subject;
  entry.method = std::string(method);
  entry.reason = Reason(status);
  entry.time = clock_->Now();
  const int64_t minute = absl::ToUnixSeconds(entry.time) / 60;
  entry.once = DeriveUuid("audit.refusal", absl::StrCat(principal.tenant.ToString(), "\n",
                                                        entry.actor, "\n", method, "\n", minute));
  MutexLock lock(&mutex_);
  if (minute_ != minute) noted_.clear();
  minute_ = minute;
  if (noted_.count(*entry.once) != 0) return;
  if (count_ >= kMaxWaiting || noted_.size() >= kMaxWaiting) {
    ++lost_;
    return;
  }
  noted_.insert(*entry.once);
  entry.event = ids_->Next();
  waiting_[principal.tenant].push_back(std::move(entry));
  ++count_;
}

absl::Status Refusals::Flush() {
  Waiting waiting;
  {
    MutexLock lock(&mutex_);
    waiting.swap(waiting_);
    count_ = 0;
  }
  absl::Status result;
  for (auto& part : waiting) {
    if (result.ok()) result = WriteAll(part.first, &part.second);
    if (!part.second.empty()) Restore(part.first, std::move(part.second));
  }
  return result;
}

absl::Status Refusals::WriteAll(const Uuid& tenant, std::vector<Entry>* entries) {
  while (!entries->empty()) {
    const size_t size = std::min(entries->size(), kMaxRows);
    db::TxOptions options;
    options.deadline = absl::Now() + kWriteTime;
    GUANXI_RETURN_IF_ERROR(database_->ReadWrite(options, [&](db::Transaction& tx) {
      return Write(tx, tenant, absl::MakeConstSpan(*entries).first(size));
    }));
    entries->erase(entries->begin(), entries->begin() + static_cast<std::ptrdiff_t>(size));
  }
  return absl::OkStatus();
}

void Refusals::Restore(const Uuid& tenant, std::vector<Entry> entries) {
  MutexLock lock(&mutex_);
  count_ += entries.size();
  std::vector<Entry>& waiting = waiting_[tenant];
  waiting.insert(waiting.begin(), std::make_move_iterator(entries.begin()),
                 std::make_move_iterator(entries.end()));
}

void Refusals::Tick() {
  size_t lost = 0;
  {
    MutexLock lock(&mutex_);
    lost = std::exchange(lost_, 0);
  }
  if (lost > 0) {
    Log(Severity::kWarning, "audit.refusals_lost", {{"count", static_cast<int64_t>(lost)}});
  }
  const absl::Status status = Flush();
  if (status.ok()) return;
  Log(Severity::kWarning, "audit.not_written",
      {{"code", absl::StatusCodeToString(status.code())}, {"reason", Reason(status)}});
}

}  // namespace guanxi::audit
