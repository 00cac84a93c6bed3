#include "bench/raw_select.h"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <mysql_driver.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "bench/figure.h"
#include "bench/samples.h"
#include "common/base/status_macros.h"
#include "common/db/options.h"
#include "common/flags/service_flags.h"

namespace guanxi::bench {
namespace {

constexpr int kCustomers = 20'000;

std::unique_ptr<sql::Connection> Connect(const db::Server& server) {
  sql::ConnectOptionsMap options;
  options["hostName"] = sql::SQLString("unix://" + server.socket);
  options["userName"] = sql::SQLString(server.user);
  options["password"] = sql::SQLString(server.password.Get());
  options["schema"] = sql::SQLString(server.schema);
  return std::unique_ptr<sql::Connection>(sql::mysql::get_driver_instance()->connect(options));
}

// Reads customers one after the other until `end`; returns how many.
int64_t ReadUntil(absl::Time end, const Uuid& tenant, const std::vector<Uuid>& ids, size_t first,
                  sql::Connection* connection) {
  const std::unique_ptr<sql::PreparedStatement> select(connection->prepareStatement(
      "SELECT body, personal, version FROM customers WHERE tenant_id = ? AND id = ?"));
  int64_t count = 0;
  for (; absl::Now() < end; ++count) {
    constexpr size_t kStride = 7919;
    const Uuid& id = ids[(first + static_cast<size_t>(count) * kStride) % ids.size()];
    select->setString(1, sql::SQLString(std::string(tenant.bytes())));
    select->setString(2, sql::SQLString(std::string(id.bytes())));
    const std::unique_ptr<sql::ResultSet> row(select->executeQuery());
    if (!row->next() || row->getString(1).length() == 0) throw sql::SQLException("row is missing");
  }
  return count;
}

}  // namespace

absl::Status MeasureRawSelect(const Target& target, absl::Duration duration) {
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("customer-svc/schema"));
  GUANXI_ASSIGN_OR_RETURN(const auto ids,
                          LatestCustomers(target.database.get(), target.tenant, kCustomers));
  const int connections = db::Options().point.connections;
  std::vector<std::unique_ptr<sql::Connection>> open;
  for (int i = 0; i < connections; ++i) open.push_back(Connect(flags.database.server));

  const absl::Time begin = absl::Now();
  std::atomic<int64_t> count{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      count += ReadUntil(begin + duration, target.tenant, ids, static_cast<size_t>(i),
                         open[static_cast<size_t>(i)].get());
    });
  }
  for (std::thread& thread : threads) thread.join();
  Print({"raw select by the connector",
         static_cast<double>(count) / absl::ToDoubleSeconds(absl::Now() - begin), 0, "rows/s"});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
