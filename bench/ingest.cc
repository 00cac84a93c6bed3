#include "bench/ingest.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/closed_loop.h"
#include "bench/copied_rows.h"
#include "bench/figure.h"
#include "bench/samples.h"
#include "common/base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/interaction_service.grpc.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::IngestInteractionsRequest;
using customer::v1::Interaction;
using customer::v1::InteractionService;
using google::protobuf::util::TimeUtil;
using metadata::v1::IngestResult;

constexpr int kEntries = 1000;
constexpr int kCalls = 10;  // a round
constexpr int kRounds = 3;
// One call of kEntries, and how long it takes.
using TimeOne = std::function<absl::StatusOr<absl::Duration>(UuidSource*)>;

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

absl::Status AllCreated(const google::protobuf::RepeatedPtrField<IngestResult>& results) {
  const bool all = std::all_of(results.begin(), results.end(), [](const IngestResult& result) {
    return result.outcome() == IngestResult::CREATED;
  });
  return all ? absl::OkStatus() : absl::InternalError("an entry was not stored");
}

// How long one call takes.
absl::StatusOr<absl::Duration> TimeInteractions(const Target& target,
                                                InteractionService::Stub* stub,
                                                const std::vector<Uuid>& customers,
                                                UuidSource* ids) {
  const IngestInteractionsRequest request = MakeRequest(customers, ids);
  customer::v1::IngestInteractionsResponse response;
  grpc::ClientContext context;
  rpc::Prepare(absl::Seconds(30), target.token, &context);
  const absl::Time begin = absl::Now();
  const grpc::Status status = stub->IngestInteractions(&context, request, &response);
  const absl::Duration spent = absl::Now() - begin;
  if (!status.ok()) return FromGrpcStatus(status);
  GUANXI_RETURN_IF_ERROR(AllCreated(response.results()));
  return spent;
}

// Entries a second.
absl::StatusOr<double> TimeOurs(const TimeOne& time_one) {
  UuidSource ids;
  absl::Duration spent;
  for (int call = 0; call < kCalls; ++call) {
    GUANXI_ASSIGN_OR_RETURN(const absl::Duration one, time_one(&ids));
    spent += one;
  }
  return kCalls * kEntries / absl::ToDoubleSeconds(spent);
}

// Every fifth of the customers behind one, in the order in which they were made: kEntries at most.
absl::StatusOr<std::vector<Uuid>> EveryFifth(const Target& target, const Uuid& behind) {
  constexpr int kStep = 5;
  const db::Query query{
      "bench.every_fifth",
      "SELECT id FROM customers WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT ?"};
  std::vector<Uuid> ids;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    ids.clear();
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(query, {target.tenant.bytes(), behind.bytes(), kStep * kEntries}));
    for (size_t i = kStep - 1; i < rows.size(); i += kStep) {
      GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(rows[i].String(0)));
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(target.database->ReadOnly({db::Lane::kJob}, body));
  return ids;
}

}  // namespace

absl::Status MeasureIngest(const Target& target) {
  GUANXI_ASSIGN_OR_RETURN(const auto customers,
                          LatestCustomers(target.database.get(), target.tenant, kEntries));
  if (customers.size() < kEntries) return absl::FailedPreconditionError("too few customers");
  const auto channel = OwnChannels(target.ours, 1)[0];
  const auto calls = InteractionService::NewStub(channel);
  const auto interactions = [&](const std::vector<Uuid>& of) -> TimeOne {
    return [&, of](UuidSource* ids) { return TimeInteractions(target, calls.get(), of, ids); };
  };
  const struct {
    const char* name;
    double goal;
    TimeOne time_one;
  } shapes[] = {{"ingest of interactions of one customer", 0.5, interactions({customers[0]})},
                {"ingest of interactions of 1,000 customers", 0, interactions(customers)}};
  for (const auto& shape : shapes) {
    std::vector<double> ours, raw;
    for (int round = -1; round < kRounds; ++round) {  // the first one warms up
      const absl::Time begin = absl::Now();
      GUANXI_ASSIGN_OR_RETURN(const double our_rate, TimeOurs(shape.time_one));
      GUANXI_ASSIGN_OR_RETURN(const auto tables,
                              CopyRows(target, {"interactions", 4}, begin, kCalls * kEntries));
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
    GUANXI_RETURN_IF_ERROR(TimeInteractions(target, stub.get(), customers, &ids).status());
    behind = customers.back();
  }
}

}  // namespace guanxi::bench
