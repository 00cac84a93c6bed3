#include "bench/ingest.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/closed_loop.h"
#include "bench/figure.h"
#include "bench/samples.h"
#include "common/base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/interaction_service.grpc.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::IngestInteractionsRequest;
using customer::v1::IngestInteractionsResponse;
using customer::v1::Interaction;
using customer::v1::InteractionService;
using google::protobuf::util::TimeUtil;
using metadata::v1::IngestResult;

constexpr int kEntries = 1000;
constexpr int kCalls = 10;  // a round
constexpr int kRounds = 3;
constexpr size_t kPerTransaction = 200;

// The tables that an interaction has one row in, and how its rows `t` are found.
struct Source {
  const char* table;
  const char* rows;
};
constexpr Source kSources[] = {
    {"interactions", "interactions t WHERE t.tenant_id = ? AND t.create_time >= ? ORDER BY t.id"},
    {"external_ids",
     "external_ids t STRAIGHT_JOIN interactions i ON i.tenant_id = t.tenant_id AND i.id = t.id "
     "WHERE t.tenant_id = ? AND t.type = 4 AND i.create_time >= ? ORDER BY i.id"},
    {"changes",
     "changes t STRAIGHT_JOIN interactions i ON i.tenant_id = t.tenant_id AND i.id = t.resource_id "
     "WHERE t.tenant_id = ? AND i.create_time >= ? ORDER BY i.id"},
    {"outbox",
     "changes c STRAIGHT_JOIN interactions i ON i.tenant_id = c.tenant_id AND i.id = c.resource_id "
     "STRAIGHT_JOIN outbox t ON t.tenant_id = c.tenant_id AND t.event_id = c.event_id WHERE "
     "c.tenant_id = ? AND i.create_time >= ? ORDER BY i.id"},
};

using TableRows = std::vector<std::vector<db::Value>>;

IngestInteractionsRequest MakeRequest(const std::vector<Uuid>& customers, UuidSource* ids) {
  IngestInteractionsRequest request;
  request.set_parent("customers/-");
  const int64_t now = absl::ToUnixMillis(absl::Now());
  for (int i = 0; i < kEntries; ++i) {
    auto& entry = *request.add_requests();
    entry.set_parent(absl::StrCat("customers/", customers[i % customers.size()].ToString()));
    Interaction& interaction = *entry.mutable_interaction();
    interaction.set_channel(Interaction::CALL);
    interaction.set_direction(i % 2 == 0 ? Interaction::INBOUND : Interaction::OUTBOUND);
    interaction.set_actor(absl::StrCat("users/", DeriveUuid("bench", "actor").ToString()));
    // Later than the last of the same customer, which so changes what it says.
    *interaction.mutable_occur_time() = TimeUtil::MillisecondsToTimestamp(now - kEntries + i);
    interaction.mutable_duration()->set_seconds(300);
    interaction.set_summary("客户询问报价，约定下周再联系；对交付周期有疑问，已转技术同事答复。");
    (*interaction.mutable_external_ids())["pbx"] = ids->Next().ToString();
  }
  return request;
}

// How long one call takes.
absl::StatusOr<absl::Duration> TimeCall(const Target& target, InteractionService::Stub* stub,
                                        const std::vector<Uuid>& customers, UuidSource* ids) {
  const IngestInteractionsRequest request = MakeRequest(customers, ids);
  IngestInteractionsResponse response;
  grpc::ClientContext context;
  rpc::Prepare(absl::Seconds(30), target.token, &context);
  const absl::Time begin = absl::Now();
  const grpc::Status status = stub->IngestInteractions(&context, request, &response);
  const absl::Duration spent = absl::Now() - begin;
  if (!status.ok()) return FromGrpcStatus(status);
  const bool all = std::all_of(
      response.results().begin(), response.results().end(),
      [](const IngestResult& result) { return result.outcome() == IngestResult::CREATED; });
  if (!all) return absl::InternalError("an entry was not stored");
  return spent;
}

// Entries a second.
absl::StatusOr<double> TimeOurs(const Target& target, InteractionService::Stub* stub,
                                const std::vector<Uuid>& customers) {
  UuidSource ids;
  absl::Duration spent;
  for (int call = 0; call < kCalls; ++call) {
    GUANXI_ASSIGN_OR_RETURN(const absl::Duration one, TimeCall(target, stub, customers, &ids));
    spent += one;
  }
  return kCalls * kEntries / absl::ToDoubleSeconds(spent);
}

// Every fifth of the customers behind one, in the order in which they were made: kEntries at most.
absl::StatusOr<std::vector<Uuid>> EveryFifth(const Target& target, const Uuid& behind) {
  constexpr int kStep = 5;
  const db::Query query{"bench.every_fifth",
                        "SELECT id FROM customers WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT ?"};
  std::vector<Uuid> ids;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    ids.clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {target.tenant.bytes(),
                                                                   behind.bytes(), kStep * kEntries}));
    for (size_t i = kStep - 1; i < rows.size(); i += kStep) {
      GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(rows[i].String(0)));
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(target.database->ReadOnly({db::Lane::kJob}, body));
  return ids;
}

// The rows of all interactions since `begin`, under another tenant.
absl::StatusOr<std::vector<TableRows>> CopyRows(const Target& target, absl::Time begin) {
  const Uuid other = UuidSource().Next();
  std::vector<TableRows> tables;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    tables.clear();
    for (const Source& source : kSources) {
      const db::Query query{absl::StrCat("bench.read_", source.table),
                            absl::StrCat("SELECT t.* FROM ", source.rows)};
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select(query, {target.tenant.bytes(), begin}));
      TableRows& copied = tables.emplace_back();
      for (const db::Row row : rows) {
        auto& values = copied.emplace_back();
        for (size_t i = 0; i < row.size(); ++i) values.push_back(row[i]);
        values[0] = other.bytes();
      }
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(target.database->ReadOnly({db::Lane::kJob}, body));
  for (const TableRows& rows : tables) {
    if (rows.size() != kCalls * kEntries) {
      return absl::InternalError("an interaction does not have one row in each table");
    }
  }
  return tables;
}

absl::StatusOr<double> TimeRaw(const Target& target, const std::vector<TableRows>& tables) {
  const absl::Time begin = absl::Now();
  const size_t count = tables[0].size();
  for (size_t i = 0; i < count; i += kPerTransaction) {
    GUANXI_RETURN_IF_ERROR(
        target.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          for (size_t table = 0; table < tables.size(); ++table) {
            const std::string name = kSources[table].table;
            const db::InsertQuery insert{absl::StrCat("bench.insert_", name),
                                         absl::StrCat("INSERT INTO ", name, " VALUES "), ""};
            const auto part = absl::MakeConstSpan(tables[table]).subspan(i, kPerTransaction);
            GUANXI_RETURN_IF_ERROR(tx.InsertRows(insert, part).status());
          }
          return absl::OkStatus();
        }));
  }
  return static_cast<double>(count) / absl::ToDoubleSeconds(absl::Now() - begin);
}

}  // namespace

absl::Status MeasureIngest(const Target& target) {
  GUANXI_ASSIGN_OR_RETURN(const auto customers,
                          LatestCustomers(target.database.get(), target.tenant, kEntries));
  if (customers.size() < kEntries) return absl::FailedPreconditionError("too few customers");
  const auto stub = InteractionService::NewStub(OwnChannels(target.ours, 1)[0]);
  const struct {
    const char* name;
    double goal;
    std::vector<Uuid> customers;
  } shapes[] = {{"ingest of interactions of one customer", 0.5, {customers[0]}},
                {"ingest of interactions of 1,000 customers", 0, customers}};
  for (const auto& shape : shapes) {
    std::vector<double> ours, raw;
    for (int round = -1; round < kRounds; ++round) {  // the first one warms up
      const absl::Time begin = absl::Now();
      GUANXI_ASSIGN_OR_RETURN(const double our_rate, TimeOurs(target, stub.get(), shape.customers));
      GUANXI_ASSIGN_OR_RETURN(const auto tables, CopyRows(target, begin));
      GUANXI_ASSIGN_OR_RETURN(const double raw_rate, TimeRaw(target, tables));
      if (round < 0) continue;
      ours.push_back(our_rate);
      raw.push_back(raw_rate);
    }
    Print({shape.name, Median(ours), Median(raw), "entries/s", shape.goal});
  }
  return absl::OkStatus();
}

absl::Status FillInteractions(const Target& target) {
  const auto stub = InteractionService::NewStub(OwnChannels(target.ours, 1)[0]);
  UuidSource ids;
  for (Uuid behind;;) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> customers, EveryFifth(target, behind));
    if (customers.empty()) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(TimeCall(target, stub.get(), customers, &ids).status());
    behind = customers.back();
  }
}

}  // namespace guanxi::bench
