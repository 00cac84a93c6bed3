#include "common/resource/workshop.h"

#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_ring.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/testing/mariadb.h"

namespace guanxi::resource {
namespace {

using testing::Member;
using testing::Team;

constexpr char kTail[] =
    " body MEDIUMBLOB NOT NULL, personal MEDIUMBLOB NOT NULL, PRIMARY KEY (tenant_id, id)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr char kHead[] =
    " (tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT NULL, version BIGINT NOT NULL, live "
    "TINYINT NOT NULL, ";
constexpr char kTeams[] =
    "create_time DATETIME(6) NOT NULL, code VARCHAR(16) NOT NULL, code_claim TINYINT NULL, "
    "sponsor_id BINARY(16) NULL, ally_id BINARY(16) NULL, strength BIGINT NOT NULL, "
    "motto VARCHAR(32) NOT NULL, last_match_time DATETIME(6) NULL, projection BIGINT NOT NULL, KEY "
    "idx_create_time "
    "(tenant_id, live, create_time, id), KEY idx_sponsor_id (tenant_id, live, sponsor_id, id), "
    "KEY idx_ally_id (tenant_id, live, ally_id, id), UNIQUE KEY uq_code (tenant_id, code, "
    "code_claim),";
constexpr char kMembers[] =
    "parent_id BINARY(16) NOT NULL, create_time DATETIME(6) NOT NULL, badge VARCHAR(16) NOT NULL, "
    "badge_claim TINYINT NULL, KEY idx_parent_id_create_time (tenant_id, live, parent_id, "
    "create_time, id), UNIQUE KEY uq_badge (tenant_id, parent_id, badge, badge_claim),";
constexpr char kMatches[] =
    "parent_id BINARY(16) NOT NULL, create_time DATETIME(6) NOT NULL, KEY "
    "idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),";

constexpr char kMedals[] =
    "parent_id BINARY(16) NOT NULL, grandparent_id BINARY(16) NOT NULL, create_time DATETIME(6) "
    "NOT NULL, grade VARCHAR(16) NOT NULL, grade_claim TINYINT NULL, KEY idx_create_time "
    "(tenant_id, live, create_time, id), KEY idx_parent_id_create_time (tenant_id, live, "
    "parent_id, create_time, id), KEY idx_grandparent_id_create_time (tenant_id, live, "
    "grandparent_id, create_time, id), KEY idx_filter (tenant_id, live, parent_id, "
    "grandparent_id, create_time, id, grade), UNIQUE KEY uq_grade (tenant_id, parent_id, grade, "
    "grade_claim),";
constexpr char kPacts[] =
    "create_time DATETIME(6) NOT NULL, KEY idx_create_time (tenant_id, live, create_time, id),";

// Who joins a team is written into its roll.
absl::Status DeriveMember(UnitOfWork& work, const Resource& teams, const Resource& members,
                          ChangeKind kind, const Member& next) {
  if (kind != ChangeKind::kCreated) return absl::OkStatus();
  ResourceName team;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName self, ParseName(members.type(), next.name(), "name"));
  team.id = self.parent;
  GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(teams, team));
  Team changed = static_cast<const Team&>(*old.message);
  absl::StrAppend(changed.mutable_roll(), changed.roll().empty() ? "" : ",", next.alias());
  return work.Update(teams, old, &changed).status();
}

}  // namespace

Workshop::Workshop() {
  server = SharedMariaDb()->CreateSchema("customer-svc/schema").value();
  std::vector<std::string> tables;
  for (const auto& [table, columns] : {std::pair("teams", kTeams),
                                       {"members", kMembers},
                                       {"medals", kMedals},
                                       {"matches", kMatches},
                                       {"pacts", kPacts}}) {
    tables.push_back(absl::StrCat("CREATE TABLE ", table, kHead, columns, kTail));
  }
  for (const std::string& table : tables) {
    const absl::Status made = SharedMariaDb()->Execute(table, server.schema);
    if (!made.ok()) {
      std::cerr << made << ": " << table << std::endl;
      std::abort();
    }
  }
  database = db::Database::Create({server}).value();
  const auto keys = crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))).value();
  environment = Environment::Create(&clock, keys, std::string(32, 'k')).value();
  engine = std::make_unique<Engine>(database.get(), environment.get());
  teams = Resource::Create(Behavior<Team>()).value();
  Behavior<Member> member;
  member.derive = [this](UnitOfWork& work, ChangeKind kind, const Member*, const Member& next) {
    return DeriveMember(work, *teams, *members, kind, next);
  };
  member.derives_into_parent = true;
  members = Resource::Create(member).value();
  matches = Resource::Create(Behavior<testing::Match>()).value();
  pacts = Resource::Create(Behavior<testing::Pact>()).value();
  medals = Resource::Create(Behavior<testing::Medal>()).value();
  if (!Resource::Link(all()).ok()) std::abort();
}

std::vector<const Resource*> Workshop::all() const {
  return {teams.get(), members.get(), medals.get(), matches.get(), pacts.get()};
}

rpc::Call Workshop::call(const std::string& method) const {
  rpc::Call call;
  call.principal.tenant = tenant;
  call.principal.subject = absl::StrCat("users/", DeriveUuid("user", "alice").ToString());
  call.principal.rights = policy::AllRights();
  call.method = method;
  call.deadline = absl::Now() + absl::Seconds(60);
  return call;
}

absl::Status Workshop::Run(Engine::MutationBody body, const WriteContext& context) const {
  return engine->Write(call().principal, {}, context, body);
}

int64_t Workshop::Number(const std::string& sql) const {
  int64_t number = 0;
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select({"test.number", sql, /*infrastructure=*/true}, {}));
    number = rows[0].Int64(0);
    return absl::OkStatus();
  });
  return status.ok() ? number : -1;
}

std::string Workshop::Text(const std::string& sql) const {
  std::string text;
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select({"test.text", sql, /*infrastructure=*/true}, {}));
    if (!rows.empty()) text = std::string(rows[0].String(0));
    return absl::OkStatus();
  });
  return status.ok() ? text : status.ToString();
}

ResourceName Workshop::NewName(const Uuid& parent) const {
  ResourceName name;
  name.parent = parent;
  name.id = environment->uuids().Next();
  return name;
}

ResourceName Workshop::AddTeam(const std::string& title) const {
  const ResourceName name = NewName();
  const absl::Status done = Run([&](UnitOfWork& work) {
    Team team;
    team.set_title(title);
    return work.Insert(*teams, name, &team);
  });
  return done.ok() ? name : ResourceName();
}

ResourceName Workshop::AddMember(const ResourceName& team, const std::string& alias) const {
  const ResourceName name = NewName(team.id);
  const absl::Status done = Run([&](UnitOfWork& work) {
    Member member;
    member.set_alias(alias);
    return work.Insert(*members, name, &member);
  });
  return done.ok() ? name : ResourceName();
}

ResourceName Workshop::AddMedal(const ResourceName& member, const std::string& inscription) const {
  const ResourceName name = ChildOf(member, environment->uuids().Next());
  const absl::Status done = Run([&](UnitOfWork& work) {
    testing::Medal medal;
    medal.set_inscription(inscription);
    return work.Insert(*medals, name, &medal);
  });
  return done.ok() ? name : ResourceName();
}

Team Workshop::GetTeam(const ResourceName& name) const {
  Team team;
  Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*teams, name));
    team = static_cast<const Team&>(*row.message);
    return absl::OkStatus();
  }).IgnoreError();
  return team;
}

Member Workshop::GetMember(const ResourceName& name) const {
  Member member;
  Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*members, name));
    member = static_cast<const Member&>(*row.message);
    return absl::OkStatus();
  }).IgnoreError();
  return member;
}

}  // namespace guanxi::resource
