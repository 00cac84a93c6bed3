#include "customer-svc/feeds/puller.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "common/auth/principal.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/feeds/feed_rules.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::Feed;

constexpr char kActor[] = "services/customer-svc";
// Of a feed that is gone, at once.
constexpr int kGoneAtOnce = 50;

FeedAnswer Failed(Feed::Error error) {
  FeedAnswer answer;
  answer.error = error;
  answer.is_feeds_fault = true;
  return answer;
}

ResourceName NameOf(const Uuid& id) {
  ResourceName name;
  name.id = id;
  return name;
}

}  // namespace

absl::StatusOr<int> Puller::RunOnce() {
  std::vector<FeedKey> feeds;
  const absl::Time now = engine_->environment().business_clock()->Now();
  const absl::Time real = options_.clock->Now();
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(feeds, DueFeeds(tx, now, real));
        return absl::OkStatus();
      }));
  std::atomic<size_t> next{0};
  std::atomic<int> served{0};
  const auto work = [&] {
    for (size_t i = next++; i < feeds.size(); i = next++) {
      if (Serve(feeds[i])) ++served;
    }
  };
  std::vector<std::thread> threads;
  const size_t others = std::min(feeds.size(), static_cast<size_t>(options_.at_once));
  for (size_t i = 1; i < others; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return served;
}

bool Puller::Serve(const FeedKey& key) {
  const Principal writer = events::WriterIn(key.tenant, kActor);
  Job job;
  absl::Status status = engine_->Write(writer, {db::Lane::kJob}, {}, [&](UnitOfWork& work) {
    job = Job();
    return Prepare(work, key, &job);
  });
  if (status.ok() && job.task.has_value()) {
    const FeedAnswer answer =
        job.has_sound_secret ? connector_->Ask(job.question) : Failed(Feed::CREDENTIALS_REFUSED);
    const auto store = [&](const FeedAnswer& what) {
      return engine_->Write(writer, {db::Lane::kJob}, {},
                            [&](UnitOfWork& work) { return record_.Store(work, *job.task, what); });
    };
    status = store(answer);
    // What cannot be stored would not be the next time either.
    if (!status.ok() && !IsPassing(status) && answer.ok()) {
      Log(Severity::kWarning, "feed.not_stored", {{"reason", Reason(status)}});
      status = store(Failed(Feed::BAD_ANSWER));
    }
  }
  if (status.ok()) return job.task.has_value();
  // What was claimed comes back when the lease is over.
  Log(Severity::kWarning, "feed.not_served",
      {{"code", absl::StatusCodeToString(status.code())}, {"reason", Reason(status)}});
  return false;
}

absl::Status Puller::Prepare(UnitOfWork& work, const FeedKey& key, Job* job) const {
  const absl::Time real = options_.clock->Now();
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(*resources_.feeds, NameOf(key.feed)));
  if (!row.has_value()) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Pull> gone,
                            ClaimPulls(work.tx(), key, work.now(), real, real, kGoneAtOnce));
    return record_.GiveUp(work, key.tenant, gone, Feed::FEED_GONE);
  }
  PullTask task;
  task.key = key;
  task.feed.CopyFrom(*row->message);
  if (task.feed.state() == Feed::PAUSED) return absl::OkStatus();
  // Held: of all replicas one asks at a time.
  GUANXI_ASSIGN_OR_RETURN(FeedAccount account, GetFeedAccount(work.tx(), key.tenant, key.feed));
  if (account.next_time > real) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      std::vector<Pull> claimed,
      ClaimPulls(work.tx(), key, work.now(), real, real + options_.lease, /*limit=*/1));
  if (claimed.empty()) return absl::OkStatus();
  task.pull = std::move(claimed[0]);
  job->task = std::move(task);
  GUANXI_ASSIGN_OR_RETURN(const bool can_ask, AskAbout(work, job));
  if (!can_ask) {
    const std::vector<Pull> unknown = {job->task->pull};
    job->task.reset();
    return record_.GiveUp(work, key.tenant, unknown, Feed::NOT_IDENTIFIED);
  }
  const auto secret = secrets_.Open(key.tenant, key.feed, account.sealed);
  job->has_sound_secret = secret.ok();
  if (secret.ok()) job->question.secret = *secret;
  account.next_time = real + CallEvery(job->task->feed);
  return PutFeedAccount(work.tx(), key.tenant, key.feed, account);
}

absl::StatusOr<bool> Puller::AskAbout(UnitOfWork& work, Job* job) const {
  const PullTask& task = *job->task;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(*resources_.customers, NameOf(task.pull.customer)));
  if (!row.has_value()) return false;
  const auto& customer = static_cast<const Customer&>(*row->message);
  if (!IsIdentified(customer)) return false;
  job->question.kind = task.feed.kind();
  job->question.url = task.feed.url();
  job->question.credit_code = customer.organization().credit_code();
  job->question.cursor = task.pull.cursor;
  job->question.now = work.now();
  return true;
}

}  // namespace guanxi::customer
