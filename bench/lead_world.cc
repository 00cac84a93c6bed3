#include "bench/lead_world.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_ring.h"
#include "common/db/migrator.h"
#include "common/resource/resource_name.h"
#include "guanxi/lead/v1/lead_service.pb.h"

namespace guanxi::bench {
namespace {

using lead::v1::Lead;

constexpr int kWriters = 4;
constexpr int kBatch = 200;
constexpr char kManager[] = "manager";

std::string UserName(const Uuid& id) { return absl::StrCat("users/", id.ToString()); }

void AddUser(const std::string& name, const std::string& role, access::v1::DataScope scope,
             access::v1::PolicySnapshot* snapshot) {
  auto& allowed = *snapshot->add_roles();
  allowed.set_name(role);
  auto& permission = *allowed.add_permissions();
  permission.set_pattern("*");
  permission.set_scope(scope);
  auto& user = *snapshot->add_users();
  user.set_name(name);
  user.add_roles(role);
  user.set_active(true);
}

absl::Status ExecuteIn(db::Database* database, absl::string_view sql) {
  return database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return tx.Execute({"bench.prepare", std::string(sql), /*infrastructure=*/true}, {}).status();
  });
}

}  // namespace

absl::Status LeadWorld::Migrate(const ServiceFlags& flags) {
  return db::MigrateUp(flags.database.server, flags.schema_dir);
}

absl::Status LeadWorld::Empty(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  for (const char* table :
       {"contracts", "leads", "touches", "lead_sources", "pools", "assignment_rules",
        "assignment_turns", "assignment_decisions", "scoring_models", "timers", "search_rows",
        "search_keys", "changes", "outbox", "request_log", "guards"}) {
    GUANXI_RETURN_IF_ERROR(ExecuteIn(database.get(), absl::StrCat("TRUNCATE TABLE ", table)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<LeadWorld>> LeadWorld::Create(const ServiceFlags& flags) {
  std::unique_ptr<LeadWorld> world(new LeadWorld());
  GUANXI_ASSIGN_OR_RETURN(world->database_, db::Database::Create(flags.database));
  GUANXI_ASSIGN_OR_RETURN(auto keys,
                          crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))));
  GUANXI_ASSIGN_OR_RETURN(world->environment_,
                          resource::Environment::Create(SystemClock(), keys, std::string(32, 'k')));
  GUANXI_ASSIGN_OR_RETURN(world->resources_,
                          lead::Resources::Create(/*customers=*/nullptr, &world->timers_));
  world->engine_ =
      std::make_unique<resource::Engine>(world->database_.get(), world->environment_.get());
  GUANXI_ASSIGN_OR_RETURN(
      world->catalog_, resource::Catalog::Create(world->engine_.get(), world->resources_->all()));
  access::v1::PolicySnapshot snapshot;
  AddUser(UserName(DeriveUuid("bench", kManager)), "roles/all", access::v1::ALL, &snapshot);
  for (int i = 0; i < kClaimants; ++i) {
    AddUser(UserName(UserId(i)), absl::StrCat("roles/", i), access::v1::SELF, &snapshot);
  }
  world->policy_ = policy::Policy::Compile(std::move(snapshot));
  return world;
}

rpc::Call LeadWorld::call() const {
  rpc::Call call;
  call.principal.tenant = tenant_;
  call.principal.subject = UserName(DeriveUuid("bench", kManager));
  call.principal.rights = policy_->Decide(call.principal, "leads.read").value();
  return call;
}

rpc::Call LeadWorld::CallOf(int claimant) const {
  rpc::Call call;
  call.principal.tenant = tenant_;
  call.principal.subject = UserName(UserId(claimant));
  call.principal.rights = policy_->Decide(call.principal, "leads.claim").value();
  return call;
}

Uuid LeadWorld::UserId(int claimant) { return DeriveUuid("claimant", absl::StrCat(claimant)); }

Uuid LeadWorld::IdOf(const std::string& lead) {
  return resource::ParseReference("leads", lead).value();
}

absl::StatusOr<std::vector<std::string>> LeadWorld::AddLeads(int count) const {
  std::vector<std::string> names(count);
  std::vector<absl::Status> failed(kWriters);
  const auto add = [&](int writer) {
    for (int from = writer * kBatch; from < count; from += kWriters * kBatch) {
      lead::v1::BatchCreateLeadsRequest request;
      for (int i = from; i < std::min(count, from + kBatch); ++i) {
        Lead& one = *request.add_requests()->mutable_lead();
        one.set_display_name(absl::StrCat("王芳", i));
        one.set_region("浙江");
      }
      const auto made =
          catalog_->Of<Lead>().BatchCreate<lead::v1::BatchCreateLeadsResponse>(call(), request);
      failed[writer] = made.status();
      if (!made.ok()) return;
      for (int i = 0; i < made->leads_size(); ++i) names[from + i] = made->leads(i).name();
    }
  };
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(add, i);
  for (std::thread& writer : writers) writer.join();
  for (const absl::Status& status : failed) GUANXI_RETURN_IF_ERROR(status);
  return names;
}

absl::Status LeadWorld::Execute(absl::string_view sql) const {
  return ExecuteIn(database_.get(), sql);
}

absl::StatusOr<bool> LeadWorld::HasAny(absl::string_view condition) const {
  const std::string sql = absl::StrCat("SELECT id FROM leads WHERE tenant_id = ? AND live = 1 AND ",
                                       condition, " LIMIT 1");
  bool any = false;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select({"bench.any_lead", sql}, {tenant_.bytes()}));
        any = !rows.empty();
        return absl::OkStatus();
      }));
  return any;
}

}  // namespace guanxi::bench
