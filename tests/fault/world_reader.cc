#include "tests/fault/world_reader.h"

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::fault {
namespace {

using customer::v1::CustomerService;

constexpr int kPageSize = 1000;
constexpr absl::Duration kPageTimeout = absl::Seconds(10);

absl::Status ReadCustomers(CustomerService::StubInterface* stub, World* world) {
  customer::v1::ListCustomersRequest request;
  request.set_page_size(kPageSize);
  request.set_show_deleted(true);
  do {
    customer::v1::ListCustomersResponse page;
    grpc::ClientContext context;
    rpc::Prepare(kPageTimeout, "", &context);
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->ListCustomers(&context, request, &page)));
    for (const auto& customer : page.customers()) {
      world->customers.push_back(
          {customer.display_name(), customer.name(), customer.ShortDebugString()});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// Rows of a test's own question, over all tenants: there is one.
absl::Status ForEachRow(db::Database* database, const std::string& sql,
                        absl::FunctionRef<void(const db::Row&)> visit) {
  return database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select({"fault.read", sql, /*infrastructure=*/true}, {}));
    for (const db::Row row : rows) visit(row);
    return absl::OkStatus();
  });
}

std::string IdText(absl::string_view bytes) {
  const auto id = Uuid::FromBytes(bytes);
  return id.ok() ? id->ToString() : "an id that is none";
}

std::string NameOf(absl::string_view id) { return absl::StrCat("customers/", IdText(id)); }

absl::Status ReadHistory(db::Database* database, World* world) {
  GUANXI_RETURN_IF_ERROR(ForEachRow(
      database, "SELECT id, version FROM customers",
      [&](const db::Row& row) { world->versions[NameOf(row.String(0))] = row.Int64(1); }));
  GUANXI_RETURN_IF_ERROR(ForEachRow(
      database, "SELECT event_id, resource_id, sequence FROM changes", [&](const db::Row& row) {
        world->changes.push_back({IdText(row.String(0)), NameOf(row.String(1)), row.Int64(2)});
      }));
  // In one statement: the relay moves events while this is read.
  return ForEachRow(database,
                    "SELECT event_id FROM outbox UNION ALL SELECT event_id FROM event_log",
                    [&](const db::Row& row) { world->outbox.push_back(IdText(row.String(0))); });
}

}  // namespace

absl::StatusOr<World> ReadWorld(CustomerService::StubInterface* stub, const db::Server& schema) {
  World world;
  GUANXI_RETURN_IF_ERROR(ReadCustomers(stub, &world));
  db::Options options;
  options.server = schema;
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(options));
  GUANXI_RETURN_IF_ERROR(ReadHistory(database.get(), &world));
  return world;
}

}  // namespace guanxi::fault
