#include "common/resource/scope_shop.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/key_ring.h"
#include "common/policy/policy.h"
#include "common/resource/share_rules.h"
#include "common/testing/mariadb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::resource {
namespace {

using testing::Deal;
using testing::DealShare;
using testing::Part;

constexpr char kHead[] =
    " (tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT NULL, version BIGINT NOT NULL, live "
    "TINYINT NOT NULL, create_time DATETIME(6) NOT NULL, ";
constexpr char kTail[] =
    " body MEDIUMBLOB NOT NULL, personal MEDIUMBLOB NOT NULL, PRIMARY KEY (tenant_id, id)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr char kDeals[] =
    "title VARCHAR(64) NOT NULL, title_sort VARBINARY(64) NOT NULL, owner_id BINARY(16) NULL, "
    "department_id BINARY(16) NULL, stage VARCHAR(16) NOT NULL, follows_id BINARY(16) NULL, code "
    "VARCHAR(16) NOT NULL, code_claim TINYINT NULL, keeper_id BINARY(16) NULL, KEY "
    "idx_create_time (tenant_id, live, "
    "create_time, id), KEY idx_title_sort (tenant_id, live, title_sort, id), KEY "
    "idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id), KEY "
    "idx_department_id_create_time (tenant_id, live, department_id, create_time, id), KEY "
    "idx_filter (tenant_id, live, create_time, id, title_sort, stage, owner_id, department_id), "
    "KEY "
    "idx_follows_id (tenant_id, live, follows_id, id), UNIQUE KEY uq_code (tenant_id, code, "
    "code_claim),";
constexpr char kParts[] =
    "parent_id BINARY(16) NOT NULL, KEY idx_parent_id_create_time (tenant_id, live, parent_id, "
    "create_time, id), KEY idx_create_time (tenant_id, live, create_time, id),";
constexpr char kShares[] =
    "parent_id BINARY(16) NOT NULL, user_id BINARY(16) NULL, department_id BINARY(16) NULL, access "
    "SMALLINT NOT NULL, expire_time DATETIME(6) NULL, KEY idx_parent_id_create_time (tenant_id, "
    "live, parent_id, create_time, id), KEY idx_user_id (tenant_id, live, user_id, parent_id), KEY "
    "idx_department_id (tenant_id, live, department_id, parent_id),";

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::cerr << value.status() << std::endl;
  std::abort();
}

void OrDie(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << std::endl;
  std::abort();
}

}  // namespace

ScopeShop::ScopeShop() {
  const db::Server server = OrDie(SharedMariaDb()->CreateSchema("customer-svc/schema"));
  for (const auto& [table, columns] :
       {std::pair("deals", kDeals), {"parts", kParts}, {"deal_shares", kShares}}) {
    OrDie(SharedMariaDb()->Execute(absl::StrCat("CREATE TABLE ", table, kHead, columns, kTail),
                                   server.schema));
  }
  database = OrDie(db::Database::Create({server}));
  const auto keys = OrDie(crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))));
  environment = OrDie(Environment::Create(&clock, keys, std::string(32, 'k')));
  engine = std::make_unique<Engine>(database.get(), environment.get());
  deals = OrDie(Resource::Create(Behavior<Deal>()));
  parts = OrDie(Resource::Create(Behavior<Part>()));
  Behavior<DealShare> share;
  share.check = CheckShare<DealShare>;
  shares = OrDie(Resource::Create(share));
  OrDie(Resource::Link({deals.get(), parts.get(), shares.get()}));
  catalog = OrDie(Catalog::Create(engine.get(), {deals.get(), parts.get(), shares.get()}));
}

std::string ScopeShop::User(const std::string& name) {
  return absl::StrCat("users/", DeriveUuid("user", name).ToString());
}

std::string ScopeShop::Department(const std::string& name) {
  return absl::StrCat("departments/", DeriveUuid("department", name).ToString());
}

const std::map<std::string, std::string>& ScopeShop::People() {
  static const auto* const people =
      new std::map<std::string, std::string>{{"boss", "hq"},   {"eve", "east"}, {"ed", "east"},
                                             {"ewa", "east1"}, {"wes", "west"}, {"norma", ""}};
  return *people;
}

const std::map<std::string, std::string>& ScopeShop::Departments() {
  static const auto* const departments = new std::map<std::string, std::string>{
      {"hq", ""}, {"east", "hq"}, {"east1", "east"}, {"west", "hq"}};
  return *departments;
}

rpc::Call ScopeShop::CallOf(const std::string& user, const std::string& permission,
                            const Permissions& permissions) const {
  access::v1::RoleRights role;
  for (const auto& [pattern, scope] : permissions) {
    auto* granted = role.add_permissions();
    granted->set_pattern(pattern);
    granted->set_scope(scope);
  }
  for (int data = metadata::v1::NAME; data <= metadata::v1::NOTE; ++data) {
    role.add_unmasks(static_cast<metadata::v1::PersonalData>(data));
  }
  return CallWith(user, permission, role.ShortDebugString());
}

rpc::Call ScopeShop::CallWith(const std::string& user, const std::string& permission,
                              const std::string& text) const {
  access::v1::PolicySnapshot snapshot;
  auto* role = snapshot.add_roles();
  if (!google::protobuf::TextFormat::ParseFromString(text, role)) std::abort();
  role->set_name("roles/test");
  std::map<std::string, std::string> departments = Departments();
  departments.insert(more_departments.begin(), more_departments.end());
  for (const auto& [name, above] : departments) {
    auto* node = snapshot.add_departments();
    node->set_name(Department(name));
    if (!above.empty()) node->set_parent(Department(above));
    node->set_active(true);
  }
  for (const auto& [name, department] : People()) {
    auto* rights = snapshot.add_users();
    rights->set_name(User(name));
    if (!department.empty()) rights->set_department(Department(department));
    rights->add_roles("roles/test");
    rights->set_active(true);
  }
  rpc::Call call = Root();
  call.principal.subject = User(user);
  call.principal.rights =
      OrDie(policy::Policy::Compile(std::move(snapshot))->Decide(call.principal, permission));
  return call;
}

rpc::Call ScopeShop::Root() const {
  rpc::Call call;
  call.principal.tenant = tenant;
  call.principal.subject = User("root");
  call.principal.rights = policy::AllRights();
  call.method = "/test/Method";
  call.deadline = absl::Now() + absl::Seconds(60);
  return call;
}

std::string ScopeShop::Add(const Deal& deal) const {
  testing::CreateDealRequest request;
  *request.mutable_deal() = deal;
  return OrDie(catalog->Of<Deal>().Create<Deal>(Root(), request)).name();
}

std::string ScopeShop::AddDeal(const std::string& owner, const std::string& department,
                               const std::vector<std::string>& helpers) const {
  Deal deal;
  deal.set_title("deal");
  if (!owner.empty()) deal.set_owner(User(owner));
  if (!department.empty()) deal.set_department(Department(department));
  for (const std::string& helper : helpers) deal.add_helpers(User(helper));
  return Add(deal);
}

std::string ScopeShop::AddPart(const std::string& deal, const std::string& label) const {
  testing::CreatePartRequest request;
  request.set_parent(deal);
  request.mutable_part()->set_label(label);
  return OrDie(catalog->Of<Part>().Create<Part>(Root(), request)).name();
}

void ScopeShop::AddShare(const std::string& deal, const std::string& with,
                         metadata::v1::ShareAccess access, int64_t seconds) const {
  testing::CreateDealShareRequest request;
  request.set_parent(deal);
  DealShare& share = *request.mutable_deal_share();
  if (People().count(with) != 0) {
    share.set_user(User(with));
  } else {
    share.set_department(Department(with));
  }
  share.set_access(access);
  if (seconds > 0) {
    *share.mutable_expire_time() = google::protobuf::util::TimeUtil::SecondsToTimestamp(
        absl::ToUnixSeconds(clock.Now()) + seconds);
  }
  OrDie(catalog->Of<DealShare>().Create<DealShare>(Root(), request));
}

}  // namespace guanxi::resource
