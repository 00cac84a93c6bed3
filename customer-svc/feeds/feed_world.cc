#include "customer-svc/feeds/feed_world.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/environment.h"
#include "customer-svc/feeds/feed_timers.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/finding_service.pb.h"
#include "guanxi/customer/v1/risk_signal_service.pb.h"

namespace guanxi::customer {
namespace {

outgoing::Options ToLoopback() {
  outgoing::Options options;
  options.allowed_hosts = {"127.0.0.1"};
  options.connect_time = absl::Seconds(2);
  return options;
}

Puller::Options By(Clock* clock) {
  Puller::Options options;
  options.clock = clock;
  return options;
}

timers::Runner::Options Firing() {
  timers::Runner::Options options;
  options.owner = "test";
  options.actor = "services/customer-svc";
  return options;
}

}  // namespace

FeedWorld::FeedWorld()
    : resources(FeedResourcesOf(*service.resources)),
      secrets(service.environment->request_log_keys()),
      client(ToLoopback()),
      connector(&client),
      desk(resources.customers, resources.claims),
      record(&resources, &desk, &system),
      puller(service.database.get(), service.engine.get(), &resources, &secrets, &connector,
             &record, By(&system)),
      feeds(service.engine.get(), &resources, &secrets),
      runner(service.database.get(), service.engine.get(), Clocks(&service.clock), &service.timers,
             FeedTimerKinds(resources), Firing()) {
  web.AnswerBy({{404, "", ""}});
}

std::string FeedWorld::AddCompany(const std::string& credit_code) {
  v1::Customer company = TestService::Company("云帆科技");
  company.mutable_organization()->set_credit_code(credit_code);
  return service.Create(company).name();
}

v1::Customer FeedWorld::Customer(const std::string& name) {
  v1::GetCustomerRequest request;
  request.set_name(name);
  return service.customers->Get<v1::Customer>(service.call(), request).value();
}

v1::Feed FeedWorld::AddFeed(v1::Feed::Kind kind, v1::Feed feed) {
  v1::CreateFeedRequest request;
  feed.set_display_name("工商");
  feed.set_kind(kind);
  feed.set_url(web.Url("/v1"));
  *request.mutable_feed() = std::move(feed);
  return service.catalog->Of<v1::Feed>().Create<v1::Feed>(service.call(), request).value();
}

v1::Feed FeedWorld::GetFeed(const std::string& name) {
  v1::GetFeedRequest request;
  request.set_name(name);
  return service.catalog->Of<v1::Feed>().Get<v1::Feed>(service.call(), request).value();
}

absl::StatusOr<v1::EnrichCustomerResponse> FeedWorld::Enrich(
    const std::string& customer, const std::vector<std::string>& names) {
  v1::EnrichCustomerRequest request;
  request.set_name(customer);
  for (const std::string& name : names) request.add_feeds(name);
  return feeds.EnrichCustomer(service.call(), request);
}

v1::Enrichment FeedWorld::Enrichment(const std::string& customer) {
  v1::ListEnrichmentsRequest request;
  request.set_parent(customer);
  const auto list = service.catalog->Of<v1::Enrichment>().List<v1::ListEnrichmentsResponse>(
      service.call(), request);
  return list.value().enrichments_size() == 1 ? list->enrichments(0) : v1::Enrichment();
}

std::vector<v1::Finding> FeedWorld::Findings(const std::string& customer) {
  v1::ListFindingsRequest request;
  request.set_parent(customer);
  request.set_page_size(1000);
  const auto list =
      service.catalog->Of<v1::Finding>().List<v1::ListFindingsResponse>(service.call(), request);
  return {list.value().findings().begin(), list->findings().end()};
}

std::vector<v1::RiskSignal> FeedWorld::Signals(const std::string& customer) {
  v1::ListRiskSignalsRequest request;
  request.set_parent(customer);
  request.set_page_size(1000);
  const auto list = service.catalog->Of<v1::RiskSignal>().List<v1::ListRiskSignalsResponse>(
      service.call(), request);
  return {list.value().risk_signals().begin(), list->risk_signals().end()};
}

void FeedWorld::Answer(const std::string& path, outgoing::HttpSink::Answer answer) {
  answers[path] = std::move(answer);
  // What is said of a page counts before what is said of its list.
  web.AnswerWith([answers = answers](const outgoing::HttpSink::Request& request) {
    const outgoing::HttpSink::Answer* best = nullptr;
    size_t length = 0;
    for (const auto& [path, answer] : answers) {
      if (!absl::StrContains(request.head, path) || path.size() <= length) continue;
      best = &answer;
      length = path.size();
    }
    return best != nullptr ? *best : outgoing::HttpSink::Answer{404, "", ""};
  });
}

int FeedWorld::Pull() {
  int calls = 0;
  while (true) {
    const int served = puller.RunOnce().value();
    if (served == 0) return calls;
    calls += served;
  }
}

void FeedWorld::Advance(absl::Duration by) {
  service.clock.Advance(by);
  system.Advance(by);
}

void FeedWorld::Fire() {
  while (runner.Turn().value() > 0) {
  }
}

std::string RegistryJson(const std::string& status, const std::string& head,
                         const std::string& capital, const std::string& holders) {
  return absl::StrCat(R"({"name":"云帆科技有限公司","creditCode":")", FeedWorld::kCode,
                      R"(","status":")", status, R"(","legalRepresentative":")", head,
                      R"(","registeredCapital":")", capital,
                      R"(","businessScope":"软件开发","establishDate":"2010-05-06",)",
                      R"("shareholders":)", holders, R"(,"asOf":"2026-01-31","extra":[1,2]})");
}

}  // namespace guanxi::customer
