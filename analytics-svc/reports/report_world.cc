#include "analytics-svc/reports/report_world.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/replica/replica_schema.h"
#include "common/policy/policy.h"
#include "common/policy/rights.h"
#include "common/policy/rights_testing.h"
#include "common/rules/values.h"
#include "common/testing/status_matchers.h"
#include "common/worktime/zone.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

constexpr char kPermission[] = "analytics.read";

std::shared_ptr<const policy::Rights> OwnRights(absl::string_view user) {
  access::v1::PolicySnapshot snapshot;
  access::v1::RoleRights* const role = snapshot.add_roles();
  role->set_name("roles/r");
  auto* const permission = role->add_permissions();
  permission->set_pattern("*");
  permission->set_scope(access::v1::SELF);
  auto* const one = snapshot.add_users();
  one->set_name(ReportWorld::Name("users", user));
  one->set_active(true);
  one->add_roles("roles/r");
  Principal principal;
  principal.subject = one->name();
  return policy::Policy::Compile(std::move(snapshot))->Decide(principal, kPermission).value();
}

}  // namespace

ReportWorld::ReportWorld() {
  std::string pattern = absl::StrCat(::testing::TempDir(), "/reportsXXXXXX");
  folder_ = ::mkdtemp(pattern.data());
  DuckOptions options;
  options.path = folder_ + "/facts.duckdb";
  options.spill_folder = folder_ + "/spill";
  options.memory_bytes = int64_t{256} << 20;
  database_ = DuckDatabase::Open(options).value();
  EXPECT_THAT(database_->Write([](DuckWriter& writer) -> absl::Status {
    for (const Table* table : FactTables()) {
      const auto made = writer.Execute(CreateCopySql(*table, table->name));
      if (!made.ok()) return made.status();
    }
    return absl::OkStatus();
  }),
              IsOk());
  context_.engine = database_.get();
  context_.moment_of = [this](const Uuid& /*tenant*/) {
    filter::Moment moment;
    moment.zone = *worktime::FindZone("Asia/Shanghai");
    moment.now = absl::FromCivil(absl::CivilHour(2026, 11, 30, 12), moment.zone);
    moment.currency = "CNY";
    return moment;
  };
  context_.purchase_basis_of = [this](const rpc::Call& /*call*/) { return purchase_basis_; };
  context_.watermark_of = [](const rpc::Call& /*call*/) -> absl::StatusOr<v1::Watermark> {
    v1::Watermark watermark;
    watermark.mutable_data_as_of()->set_seconds(1);
    return watermark;
  };
}

ReportWorld::~ReportWorld() {
  database_.reset();
  std::filesystem::remove_all(folder_);
}

Uuid ReportWorld::Id(absl::string_view name) { return DeriveUuid("report_world", name); }

std::string ReportWorld::Name(absl::string_view collection, absl::string_view name) {
  return absl::StrCat(collection, "/", Id(name).ToString());
}

absl::Time ReportWorld::Noon(absl::CivilDay day) {
  return absl::FromCivil(absl::CivilHour(day) + 12, absl::UTCTimeZone());
}

void ReportWorld::Add(absl::string_view table, absl::string_view name, Values values) {
  const Table* const facts = FindFactTable(table);
  ASSERT_NE(facts, nullptr) << table;
  values.try_emplace("tenant_id", Id("tenant"));
  values.try_emplace("id", Id(name));
  values.try_emplace("live", int64_t{1});
  if (values.count("base_amount") > 0) values.try_emplace("base_currency", std::string("CNY"));
  std::vector<SqlValue> row;
  for (const std::string& column : CopyColumns(*facts)) {
    const auto found = values.find(column);
    if (found != values.end()) {
      row.push_back(found->second);
      values.erase(found);
      continue;
    }
    const Column* const known = facts->Find(column);
    row.emplace_back();
    if (known != nullptr && IsRequired(*known)) row.back() = int64_t{0};
  }
  EXPECT_TRUE(values.empty()) << table << " has no column " << values.begin()->first;
  unsaved_[std::string(table)].push_back(std::move(row));
}

void ReportWorld::Save() {
  EXPECT_THAT(database_->Write([&](DuckWriter& writer) -> absl::Status {
    for (const auto& [table, rows] : unsaved_) {
      const absl::Status added = writer.Append(table, rows);
      if (!added.ok()) return added;
    }
    return absl::OkStatus();
  }),
              IsOk());
  unsaved_.clear();
}

ReportCall ReportWorld::Asking(std::shared_ptr<const policy::Rights> rights) {
  Save();
  rpc::Call& call = *calls_.emplace_back(std::make_unique<rpc::Call>());
  call.principal.tenant = Id("tenant");
  call.principal.subject = Name("users", "asker");
  call.principal.rights = std::move(rights);
  return ReportCall(&context_, &call);
}

ReportCall ReportWorld::All() { return Asking(policy::AllRights(kPermission)); }

ReportCall ReportWorld::Own(absl::string_view user) { return Asking(OwnRights(user)); }

ReportCall ReportWorld::Without(absl::string_view resource_type, absl::string_view path) {
  return Asking(policy::RightsOfRole(Name("users", "asker"),
                                     policy::Hiding(std::string(resource_type), std::string(path)),
                                     kPermission));
}

google::type::Date Date(absl::CivilDay day) { return rules::DateOf(day); }

v1::ReportPeriod Period(absl::CivilDay first, absl::CivilDay last) {
  return PeriodOf({first, last});
}

}  // namespace guanxi::analytics
