#include "tests/fault/world_reader.h"

#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
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

absl::Status ReadCustomers(CustomerService::StubInterface* stub, ContentOf content, World* world) {
  customer::v1::ListCustomersRequest request;
  request.set_page_size(kPageSize);
  request.set_show_deleted(true);
  do {
    customer::v1::ListCustomersResponse page;
    grpc::ClientContext context;
    rpc::Prepare(kPageTimeout, "", &context);
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->ListCustomers(&context, request, &page)));
    for (const auto& customer : page.customers()) {
      world->customers.push_back({customer.display_name(), customer.name(), content(customer)});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// A test's own questions: of the tenant that has a customer, or over all of them, as there is one.
class Rows {
 public:
  Rows(db::Database* database, const std::optional<Uuid>& customer)
      : database_(database), customer_(customer) {}

  absl::Status ForEach(const std::string& columns, const std::vector<std::string>& tables,
                       absl::FunctionRef<void(const db::Row&)> visit) const {
    std::vector<std::string> parts;
    std::vector<db::Value> values;
    for (const std::string& table : tables) {
      parts.push_back(absl::StrCat("SELECT ", columns, " FROM ", table));
      if (!customer_.has_value()) continue;
      parts.back() += " WHERE tenant_id = (SELECT tenant_id FROM customers WHERE id = ?)";
      values.emplace_back(customer_->bytes());
    }
    const std::string sql = absl::StrJoin(parts, " UNION ALL ");
    return database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select({"fault.read", sql, /*infrastructure=*/true}, values));
      for (const db::Row row : rows) visit(row);
      return absl::OkStatus();
    });
  }

 private:
  db::Database* const database_;
  const std::optional<Uuid> customer_;
};

std::string IdText(absl::string_view bytes) {
  const auto id = Uuid::FromBytes(bytes);
  return id.ok() ? id->ToString() : "an id that is none";
}

std::string NameOf(absl::string_view id) { return absl::StrCat("customers/", IdText(id)); }

absl::Status ReadHistory(const Rows& rows, World* world) {
  GUANXI_RETURN_IF_ERROR(rows.ForEach("id, version", {"customers"}, [&](const db::Row& row) {
    world->versions[NameOf(row.String(0))] = row.Int64(1);
  }));
  GUANXI_RETURN_IF_ERROR(
      rows.ForEach("event_id, resource_id, sequence", {"changes"}, [&](const db::Row& row) {
        world->changes.push_back({IdText(row.String(0)), NameOf(row.String(1)), row.Int64(2)});
      }));
  // In one statement: the relay moves events while this is read.
  return rows.ForEach("event_id", {"outbox", "event_log"},
                      [&](const db::Row& row) { world->outbox.push_back(IdText(row.String(0))); });
}

}  // namespace

absl::StatusOr<World> ReadWorld(CustomerService::StubInterface* stub, const db::Server& schema,
                                const ReadOptions& options) {
  std::optional<Uuid> customer;
  if (!options.of_tenant_of.empty()) {
    GUANXI_ASSIGN_OR_RETURN(customer,
                            Uuid::Parse(absl::StripPrefix(options.of_tenant_of, "customers/")));
  }
  World world;
  GUANXI_RETURN_IF_ERROR(ReadCustomers(stub, options.content, &world));
  db::Options server;
  server.server = schema;
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(server));
  GUANXI_RETURN_IF_ERROR(ReadHistory(Rows(database.get(), customer), &world));
  return world;
}

}  // namespace guanxi::fault
