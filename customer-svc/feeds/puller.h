// Looks up what is due.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_PULLER_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_PULLER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/feeds/connector.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_resources.h"
#include "customer-svc/feeds/pull_queue.h"
#include "customer-svc/feeds/pull_record.h"

namespace guanxi::customer {

// Each look-up is claimed in one transaction, the feed asked while none is open, and what it says
// stored in another, with where it goes on: whoever breaks off in between leaves it to be asked
// again once his lease is over, and what was stored twice would be is not. The claim raises the
// row's epoch, so that who was overtaken stores nothing.
//
// A feed is asked no oftener than its rate, which its account keeps for all replicas, and left
// alone for a while after it failed. Several feeds are asked at once, so that one that does not
// answer holds up no others.
//
// Thread-safe. Owns nothing that it is given.
class Puller {
 public:
  struct Options {
    // Of leases and rates: the real time.
    Clock* clock = SystemClock();
    // Longer than any call takes.
    absl::Duration lease = absl::Seconds(60);
    int at_once = 4;
  };

  Puller(db::Database* database, const resource::Engine* engine, const FeedResources* resources,
         const FeedSecrets* secrets, const Connector* connector, const PullRecord* record,
         const Options& options)
      : database_(database),
        engine_(engine),
        resources_(*resources),
        secrets_(*secrets),
        connector_(connector),
        record_(*record),
        options_(options) {}

  // Asks each feed that has something due, and may be asked now, once; returns how many were.
  // Errors: those of reading which they are.
  absl::StatusOr<int> RunOnce();

 private:
  // What was claimed of one feed.
  struct Job {
    std::optional<PullTask> task;
    FeedQuestion question;
    bool has_sound_secret = true;  // else nobody is asked
  };

  bool Serve(const FeedKey& key);
  absl::Status Prepare(resource::UnitOfWork& work, const FeedKey& key, Job* job) const;
  // Sets the question; false if the customer is none that can be asked about.
  absl::StatusOr<bool> AskAbout(resource::UnitOfWork& work, Job* job) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const FeedResources& resources_;
  const FeedSecrets& secrets_;
  const Connector* const connector_;
  const PullRecord& record_;
  const Options options_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_PULLER_H_
