#include "customer-svc/feeds/wiring.h"

#include <utility>

#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/outgoing/http_client.h"
#include "common/resource/environment.h"
#include "customer-svc/feeds/claim_desk.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_service.h"
#include "customer-svc/feeds/feed_timers.h"
#include "customer-svc/feeds/http_connector.h"
#include "customer-svc/feeds/pull_record.h"
#include "customer-svc/feeds/puller.h"
#include "guanxi/customer/v1/feed_service.adapter.h"
#include "guanxi/customer/v1/finding_service.adapter.h"
#include "guanxi/customer/v1/risk_signal_service.adapter.h"

namespace guanxi::customer {
namespace {

// So soon a customer is looked up of whom that was asked; an empty queue is one look-up by an
// index.
constexpr absl::Duration kLook = absl::Milliseconds(500);
// The process waits for a round of the loop to end: this, and the time of one call.
constexpr absl::Duration kAtWork = absl::Seconds(2);

void PullDry(Puller* puller, Clock* clock) {
  const absl::Time until = clock->Now() + kAtWork;
  while (clock->Now() < until) {
    const absl::StatusOr<int> served = puller->RunOnce();
    if (!served.ok()) {
      Log(Severity::kWarning, "feed.not_read",
          {{"code", absl::StatusCodeToString(served.status().code())},
           {"reason", Reason(served.status())}});
      return;
    }
    if (*served == 0) return;
  }
}

}  // namespace

void AddFeeds(const service::Parts& parts, const FeedResources& resources,
              outgoing::Options outgoing, service::Services* made) {
  const resource::Catalog& catalog = *made->catalog;
  const auto* const all = made->Keep<FeedResources>(resources);
  const auto* const secrets =
      made->Keep<FeedSecrets>(parts.engine->environment().request_log_keys());
  made->Serve<v1::FeedServiceAdapter>(parts.pipeline, catalog,
                                      made->Keep<FeedServiceImpl>(parts.engine, all, secrets));
  made->Serve<v1::FindingServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::RiskSignalServiceAdapter>(parts.pipeline, catalog);
  const auto* const client = made->Keep<outgoing::HttpClient>(std::move(outgoing));
  const auto* const connector = made->Keep<HttpConnector>(client);
  const auto* const desk = made->Keep<ClaimDesk>(all->customers, all->claims);
  const auto* const record = made->Keep<PullRecord>(all, desk, parts.system_clock);
  Puller::Options options;
  options.clock = parts.system_clock;
  auto* const puller =
      made->Keep<Puller>(parts.database, parts.engine, all, secrets, connector, record, options);
  made->loops.push_back({kLook, [puller, clock = parts.system_clock] { PullDry(puller, clock); }});
  for (auto& [kind, handler] : FeedTimerKinds(*all)) made->timer_kinds[kind] = handler;
}

}  // namespace guanxi::customer
