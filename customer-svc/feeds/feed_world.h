// Feeds over a real database, and a web server on loopback that answers as feeds do, for tests.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_FEED_WORLD_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_FEED_WORLD_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/outgoing/http_client.h"
#include "common/outgoing/sinks.h"
#include "common/testing/fake_clock.h"
#include "common/timers/runner.h"
#include "customer-svc/feeds/claim_desk.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_resources.h"
#include "customer-svc/feeds/feed_service.h"
#include "customer-svc/feeds/http_connector.h"
#include "customer-svc/feeds/pull_record.h"
#include "customer-svc/feeds/puller.h"
#include "customer-svc/test_service.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/feed_service.pb.h"
#include "guanxi/customer/v1/risk_signal.pb.h"

namespace guanxi::customer {

// One for each test. What does not do what tests take for granted ends the process.
struct FeedWorld {
  static constexpr char kCode[] = "91350100M000100Y43";

  FeedWorld();

  // A company with a credit code, or without one ("").
  std::string AddCompany(const std::string& credit_code = kCode);
  v1::Customer Customer(const std::string& name);
  v1::Feed AddFeed(v1::Feed::Kind kind, v1::Feed feed = v1::Feed());
  v1::Feed GetFeed(const std::string& name);

  absl::StatusOr<v1::EnrichCustomerResponse> Enrich(const std::string& customer,
                                                    const std::vector<std::string>& feeds = {});
  // The only one that the customer has.
  v1::Enrichment Enrichment(const std::string& customer);
  // The last first.
  std::vector<v1::Finding> Findings(const std::string& customer);
  std::vector<v1::RiskSignal> Signals(const std::string& customer);

  // What the feeds' server answers where a text ("/companies/") stands in the request; where
  // several do, the longest counts; 404 elsewhere.
  void Answer(const std::string& path, outgoing::HttpSink::Answer answer);
  size_t Calls() { return web.requests().size(); }
  // The first line and the headers of the last request.
  std::string LastHead() { return web.requests().back().head; }

  // Asks feeds until none may be asked now; how often one was.
  int Pull();
  // Both clocks.
  void Advance(absl::Duration by);
  // Fires what is due.
  void Fire();

  TestService service;
  // The real time, beside that of the business.
  FakeClock system{absl::FromUnixSeconds(1'790'000'000)};
  std::map<std::string, outgoing::HttpSink::Answer> answers;  // by path
  outgoing::HttpSink web;
  const FeedResources resources;
  const FeedSecrets secrets;
  const outgoing::HttpClient client;
  const HttpConnector connector;
  const ClaimDesk desk;
  const PullRecord record;
  Puller puller;
  FeedServiceImpl feeds;
  timers::Runner runner;
};

// What the register says of the company of kCode, with other members instead of its own.
std::string RegistryJson(const std::string& status = "存续", const std::string& head = "李明",
                         const std::string& capital = "1000万元人民币",
                         const std::string& holders =
                             R"([{"name":"王芳","percent":"60"},{"name":"李明","percent":"40"}])");

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_FEED_WORLD_H_
