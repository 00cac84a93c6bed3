#include "common/resource/contract/house.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/key_ring.h"
#include "common/events/relay.h"
#include "common/filter/moment.h"
#include "common/jobs/permitted.h"
#include "common/rpc/client.h"
#include "common/testing/mariadb.h"

namespace guanxi::contract {
namespace {

crypto::KeyRing SomeKeys() {
  return crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))).value();
}

// Far enough from UTC for its days to be others than those of the clock.
filter::Moment SomePlace(const Uuid& /*tenant*/) {
  filter::Moment place;
  place.zone = absl::FixedTimeZone(12 * 3600);
  return place;
}

// Says little, and is patient: how fast the machine is must not matter.
rpc::PipelineOptions PatientPipeline() {
  rpc::PipelineOptions options;
  options.logged_successes_per_second = 0;
  for (rpc::LaneOptions* lane : {&options.point, &options.scan}) {
    lane->max_queue_age = absl::Seconds(30);
    lane->default_deadline = lane->max_deadline = absl::Minutes(1);
  }
  return options;
}

}  // namespace

House::House(const std::string& migrations, const MakeServices& make_services,
             const HouseOptions& options)
    : House(SharedMariaDb()->CreateSchema(migrations).value(), make_services, options) {}

House::House(const db::Server& server, const MakeServices& make_services,
             const HouseOptions& options)
    : registry_(std::make_shared<prometheus::Registry>()),
      database_(db::Database::Create({server}).value()),
      environment_(
          resource::Environment::Create(&clock_, SomeKeys(), std::string(32, 'k'), SomePlace)
              .value()),
      engine_(database_.get(), environment_.get()),
      authorizer_([&] {
        if (options.policies == nullptr) return policy::Authorizer();
        policies_.emplace(options.policies, policy::PolicyStore::Options());
        return policy::Authorizer(&*policies_);
      }()),
      pipeline_(
          PatientPipeline(),
          [](absl::string_view token) -> absl::StatusOr<Principal> { return PrincipalOf(token); },
          &authorizer_, registry_),
      services_([&] {
        if (options.has_operations) {
          stores_.emplace(database_.get(), &clock_, &environment_->uuids(),
                          files::FileStore::Options());
          operations_.emplace(&pipeline_, &stores_->operations);
        }
        return make_services(Parts()).value();
      }()),
      server_(rpc::Server::Start(rpc::ServerOptions(), AllServices(), {}, registry_).value()),
      caller_([this] {
        rpc::ClientOptions client;
        client.target = target();
        client.max_timeout = absl::Minutes(1);
        return rpc::NewChannel(client);
      }()) {
  if (!options.has_operations) return;
  jobs::Leases::Options leases;
  leases.owner = "house";
  leases.events = service::FileEvents(&stores_->files);
  leases_.emplace(database_.get(), &clock_, leases);
  std::map<std::string, jobs::Handler> handlers;
  for (const auto& [kind, operation] : services_.operations) {
    handlers[kind] = jobs::WithPermission(&authorizer_, operation.permission, operation.handler);
  }
  runner_.emplace(&*leases_, std::move(handlers));
  runner_->Start();
}

service::Parts House::Parts() {
  service::Parts parts = {&clock_,         &clock_,  &environment_->uuids(),
                          database_.get(), &engine_, &pipeline_,
                          &authorizer_};
  if (stores_.has_value()) {
    parts.files = &stores_->files;
    parts.operations = &stores_->operations;
  }
  return parts;
}

std::vector<grpc::Service*> House::AllServices() {
  std::vector<grpc::Service*> all = services_.all();
  if (operations_.has_value()) all.push_back(&*operations_);
  return all;
}

Grounds House::grounds(std::vector<const resource::Resource*> resources,
                       std::vector<Sample> samples) {
  Grounds grounds;
  grounds.caller = &caller_;
  grounds.engine = &engine_;
  grounds.clock = &clock_;
  grounds.relay = [this] { Relay(); };
  grounds.resources = std::move(resources);
  grounds.samples = std::move(samples);
  return grounds;
}

void House::Relay() {
  events::Relay::Options options;
  options.service = options.owner = "house";
  events::Relay relay(database_.get(), &clock_, nullptr, options);
  while (relay.Turn()->moved > 0) {
  }
}

std::string House::target() const { return absl::StrCat("127.0.0.1:", server_->ports().grpc); }

}  // namespace guanxi::contract
