#include "bench/contract_creation.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/figure.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "lead-svc/contracts/behaviors.h"

namespace guanxi::bench {
namespace {

using lead::v1::Contract;

// As a number without holes by hand: the next of the year, in a row that all writers take.
const db::Query kCount{"bench.count",
                       "INSERT INTO guards (tenant_id, kind, guard_key, counter, use_time) VALUES "
                       "(?, 'bench', 'year', 1, ?) ON DUPLICATE KEY UPDATE counter = counter + 1"};
const db::Query kCounted{
    "bench.counted",
    "SELECT counter FROM guards WHERE tenant_id = ? AND kind = 'bench' AND guard_key = 'year'"};

// The tables that a contract has rows in, and how they are found; the last by its event.
struct Source {
  const char* table;
  const char* found;
};
constexpr Source kSources[] = {
    {"contracts", "contracts t WHERE t.tenant_id = ? AND t.id = ?"},
    {"search_rows", "search_rows t WHERE t.tenant_id = ? AND t.id = ?"},
    {"changes", "changes t WHERE t.tenant_id = ? AND t.resource_id = ?"},
    {"outbox",
     "changes c STRAIGHT_JOIN outbox t ON t.tenant_id = c.tenant_id AND t.event_id = c.event_id "
     "WHERE c.tenant_id = ? AND c.resource_id = ?"}};

using Rows = std::vector<std::vector<db::Value>>;

// The rows of one contract, table by table, and what in them is its own.
struct Sample {
  std::vector<std::pair<std::string, Rows>> tables;
  Uuid contract;
  db::Value event;  // its id
};

Contract NewContract() {
  Contract contract;
  contract.set_display_name("灵动传媒 2027 框架");
  contract.set_customer(absl::StrCat("customers/", DeriveUuid("bench", "customer").ToString()));
  contract.set_type(Contract::SALES);
  contract.mutable_amount()->set_currency_code("CNY");
  contract.mutable_amount()->set_units(360'000);
  return contract;
}

// Contracts of whose customer nobody is asked: that is the way of an RPC, and another service's
// time.
absl::StatusOr<std::unique_ptr<const resource::Resource>> Unasked(const LeadWorld& world) {
  return resource::Resource::Create(lead::ContractBehavior(&world.resources().money));
}

absl::Status Create(const LeadWorld& world, const resource::Resource& contracts, const Uuid& id) {
  return world.engine().Write(world.call().principal, {}, {}, [&](resource::UnitOfWork& work) {
    Contract contract = NewContract();
    resource::ResourceName name;
    name.id = id;
    return work.Insert(contracts, name, &contract);
  });
}

absl::StatusOr<Sample> ReadSample(const LeadWorld& world, const Uuid& contract) {
  Sample sample;
  sample.contract = contract;
  const auto read = [&](db::Transaction& tx) -> absl::Status {
    sample.tables.clear();
    for (const Source& source : kSources) {
      const db::Query query{absl::StrCat("bench.read_", source.table),
                            absl::StrCat("SELECT t.* FROM ", source.found)};
      GUANXI_ASSIGN_OR_RETURN(
          const db::Rows rows,
          tx.Select(query, {world.call().principal.tenant.bytes(), contract.bytes()}));
      if (rows.empty()) return absl::InternalError(absl::StrCat("nothing is in ", source.table));
      auto& copied = sample.tables.emplace_back(source.table, Rows()).second;
      for (const db::Row row : rows) {
        auto& values = copied.emplace_back();
        for (size_t i = 0; i < row.size(); ++i) values.push_back(row[i]);
      }
    }
    const db::Query query{"bench.read_event",
                          "SELECT event_id FROM changes WHERE tenant_id = ? AND resource_id = ?"};
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(query, {world.call().principal.tenant.bytes(), contract.bytes()}));
    sample.event = rows[0][0];
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(world.database().ReadOnly({}, read));
  return sample;
}

// The same rows once more, as those of another contract.
absl::Status Repeat(const LeadWorld& world, const Sample& sample, const Uuid& id,
                    const Uuid& event) {
  const Uuid tenant = world.call().principal.tenant;
  const db::Value old_id = sample.contract.bytes();
  return world.database().ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(tx.Execute(kCount, {tenant.bytes(), absl::Now()}).status());
    GUANXI_RETURN_IF_ERROR(tx.Select(kCounted, {tenant.bytes()}).status());
    for (const auto& [table, rows] : sample.tables) {
      Rows renewed = rows;
      for (auto& row : renewed) {
        for (db::Value& value : row) {
          if (value == old_id) value = id.bytes();
          if (value == sample.event) value = event.bytes();
        }
      }
      const db::InsertQuery insert{absl::StrCat("bench.insert_", table),
                                   absl::StrCat("INSERT INTO ", table, " VALUES "), ""};
      GUANXI_RETURN_IF_ERROR(tx.InsertRows(insert, renewed).status());
    }
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status MeasureContractCreation(const LeadWorld& world, int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(absl::StrCat(i));
  const Uuid first = DeriveUuid("bench contract", "first");
  GUANXI_ASSIGN_OR_RETURN(const auto contracts, Unasked(world));
  GUANXI_RETURN_IF_ERROR(Create(world, *contracts, first));
  GUANXI_ASSIGN_OR_RETURN(const Sample sample, ReadSample(world, first));
  GUANXI_ASSIGN_OR_RETURN(const double ours, RateOf(names, [&](int, const std::string& name) {
                            return Create(world, *contracts, DeriveUuid("bench contract", name));
                          }));
  GUANXI_ASSIGN_OR_RETURN(const double raw, RateOf(names, [&](int, const std::string& name) {
                            return Repeat(world, sample, DeriveUuid("bench raw", name),
                                          DeriveUuid("bench event", name));
                          }));
  Print({"contracts made, with numbers without holes", ours, raw, "contracts/s", 0.5});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
