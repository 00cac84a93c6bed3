#include "bench/network.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/closed_loop.h"
#include "bench/figure.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/customer/v1/graph_service.grpc.pb.h"
#include "guanxi/customer/v1/hierarchy_service.grpc.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::GraphService;
using customer::v1::HierarchyService;

constexpr int kCompanies = 100'000;
constexpr int kBelowEach = 10;
constexpr int kPeople = 200'000;
constexpr int kTies = 1'000'000;
constexpr int kEmployers = 20'000;
constexpr int kRowsAtOnce = 10'000;
constexpr int kCalls = 300;
constexpr double kRollUpMs = 100;
constexpr double kPathMs = 50;

using Row = std::vector<db::Value>;

const db::Query kSelectCustomers{
    "bench.select_customers",
    "SELECT id FROM customers WHERE tenant_id = ? AND live = 1 ORDER BY id LIMIT ?"};
const db::InsertQuery kAddNodes{
    "bench.add_nodes", "INSERT INTO tree_nodes (tenant_id, id, parent_id, stale, changes) VALUES ",
    " ON DUPLICATE KEY UPDATE changes = changes + 1"};
const db::InsertQuery kAddSums{
    "bench.add_sums", "INSERT INTO tree_sums (tenant_id, id, kind, label, own, subtree) VALUES ",
    " ON DUPLICATE KEY UPDATE own = VALUES(own)"};
const db::InsertQuery kAddContacts{
    "bench.add_contacts",
    "INSERT INTO contacts (tenant_id, id, parent_id, version, live, display_name, "
    "display_name_sort, decision_role, create_time, update_time, body, personal) VALUES ",
    " ON DUPLICATE KEY UPDATE live = 1"};
const db::InsertQuery kAddTies{
    "bench.add_ties",
    "INSERT INTO relationships (tenant_id, id, parent_id, version, live, type, source_contact, "
    "target_contact, weight, create_time, update_time, body, personal) VALUES ",
    " ON DUPLICATE KEY UPDATE live = 1"};

// `count` rows, some thousands in each transaction.
absl::Status Fill(const Target& target, const db::InsertQuery& query, int count,
                  absl::FunctionRef<Row(int)> row) {
  for (int begin = 0; begin < count; begin += kRowsAtOnce) {
    std::vector<Row> rows;
    for (int i = begin; i < std::min(count, begin + kRowsAtOnce); ++i) rows.push_back(row(i));
    GUANXI_RETURN_IF_ERROR(target.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
      return tx.InsertRows(query, rows).status();
    }));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Uuid>> ReadCustomers(const Target& target) {
  std::vector<Uuid> ids;
  GUANXI_RETURN_IF_ERROR(
      target.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        ids.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(kSelectCustomers, {target.tenant.bytes(), kEmployers}));
        for (const db::Row row : rows) {
          GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
          ids.push_back(id);
        }
        return absl::OkStatus();
      }));
  if (ids.empty()) return absl::FailedPreconditionError("the tenant has no customers");
  return ids;
}

// Companies below the first customer, ten below each; what they come to, by five regions.
absl::Status FillTree(const Target& target, const Uuid& top) {
  const auto id = [&](int i) {
    return i == 0 ? top : DeriveUuid("bench company", absl::StrCat(i));
  };
  GUANXI_RETURN_IF_ERROR(Fill(target, kAddNodes, kCompanies, [&](int i) -> Row {
    const db::Value parent = i == 0 ? db::Value() : db::Value(id((i - 1) / kBelowEach).bytes());
    return {target.tenant.bytes(), id(i).bytes(), parent, 0, 0};
  }));
  return Fill(target, kAddSums, kCompanies, [&](int i) -> Row {
    return {target.tenant.bytes(), id(i).bytes(), 1, "", 1, i == 0 ? kCompanies : 1};
  });
}

Uuid Person(int i) { return DeriveUuid("bench person", absl::StrCat(i)); }

std::string NameOf(const std::vector<Uuid>& customers, int i) {
  return absl::StrCat("customers/", customers[i % customers.size()].ToString(), "/contacts/",
                      Person(i).ToString());
}

absl::Status FillNetwork(const Target& target, const std::vector<Uuid>& customers) {
  const absl::Time now = absl::Now();
  const db::Value when(now);
  GUANXI_RETURN_IF_ERROR(Fill(target, kAddContacts, kPeople, [&](int i) -> Row {
    const Uuid& employer = customers[i % customers.size()];
    Row row = {target.tenant.bytes(), Person(i).bytes(), employer.bytes(), 1, 1};
    for (const db::Value& value : Row{"王芳", "", 0, when, when, "", ""}) row.push_back(value);
    return row;
  }));
  std::mt19937 random(7);
  return Fill(target, kAddTies, kTies, [&](int i) -> Row {
    const int source = static_cast<int>(random() % kPeople);
    const int end = static_cast<int>(random() % kPeople);
    const Uuid id = DeriveUuid("bench tie", absl::StrCat(i));
    Row row = {target.tenant.bytes(), id.bytes(), customers[source % customers.size()].bytes()};
    for (const db::Value& value :
         Row{1, 1, int{customer::v1::Relationship::KNOWS}, NameOf(customers, source),
             NameOf(customers, end), 50, when, when, "", ""}) {
      row.push_back(value);
    }
    return row;
  });
}

absl::StatusOr<double> P99(absl::FunctionRef<absl::Status(int)> call) {
  std::vector<double> times;
  for (int i = 0; i < kCalls; ++i) {
    const absl::Time begin = absl::Now();
    GUANXI_RETURN_IF_ERROR(call(i));
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  return Percentile(times, 0.99);
}

absl::Status MeasureTree(const Target& target, const Uuid& top) {
  const auto stub = HierarchyService::NewStub(OwnChannels(target.ours, 1)[0]);
  const std::string name = absl::StrCat("customers/", top.ToString());
  GUANXI_ASSIGN_OR_RETURN(
      const double sums, P99([&](int) -> absl::Status {
        customer::v1::GetHierarchyRollUpRequest request;
        request.set_name(name);
        grpc::ClientContext context;
        rpc::Prepare(absl::Seconds(30), target.token, &context);
        customer::v1::HierarchyRollUp sum;
        GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->GetHierarchyRollUp(&context, request, &sum)));
        if (sum.customers() == kCompanies) return absl::OkStatus();
        return absl::InternalError("a roll-up lacks companies");
      }));
  Print({absl::StrCat("roll-up of ", kCompanies, " companies, p99"), sums, kRollUpMs, "ms", 1,
         /*less_is_better=*/true});
  return absl::OkStatus();
}

absl::Status MeasurePaths(const Target& target, const std::vector<Uuid>& customers) {
  const auto stub = GraphService::NewStub(OwnChannels(target.ours, 1)[0]);
  std::mt19937 random(11);
  GUANXI_ASSIGN_OR_RETURN(
      const double paths, P99([&](int) -> absl::Status {
        customer::v1::FindPathRequest request;
        const int source = static_cast<int>(random() % kPeople);
        request.set_source(NameOf(customers, source));
        request.set_target(
            NameOf(customers, static_cast<int>((source + 1 + random() % (kPeople - 1)) % kPeople)));
        request.set_max_steps(12);
        grpc::ClientContext context;
        rpc::Prepare(absl::Seconds(30), target.token, &context);
        customer::v1::FindPathResponse path;
        return FromGrpcStatus(stub->FindPath(&context, request, &path));
      }));
  Print({absl::StrCat("path among ", kPeople, " people by ", kTies, " ties, p99"), paths, kPathMs,
         "ms", 1, /*less_is_better=*/true});
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureNetwork(const Target& target) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> customers, ReadCustomers(target));
  GUANXI_RETURN_IF_ERROR(FillTree(target, customers[0]));
  GUANXI_RETURN_IF_ERROR(MeasureTree(target, customers[0]));
  GUANXI_RETURN_IF_ERROR(FillNetwork(target, customers));
  return MeasurePaths(target, customers);
}

}  // namespace guanxi::bench
