#include "common/db/connect_options.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace guanxi::db {
namespace {

// The server answers within the statement's limit; a connection that stays silent for longer is
// dead.
constexpr absl::Duration kReadSlack = absl::Seconds(5);
constexpr absl::Duration kWriteTimeout = absl::Seconds(30);

int WholeSeconds(absl::Duration duration) {
  return static_cast<int>(std::max<int64_t>(1, absl::ToInt64Seconds(duration)));
}

}  // namespace

sql::ConnectOptionsMap ConnectOptions(const Server& server, absl::Duration statement_limit) {
  sql::ConnectOptionsMap options;
  options["hostName"] =
      sql::SQLString(server.socket.empty() ? absl::StrCat("tcp://", server.host, ":", server.port)
                                           : absl::StrCat("unix://", server.socket));
  options["userName"] = sql::SQLString(server.user);
  options["password"] = sql::SQLString(server.password.Get());
  if (!server.schema.empty()) options["schema"] = sql::SQLString(server.schema);
  options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  options["CLIENT_FOUND_ROWS"] = true;
  options["OPT_CONNECT_TIMEOUT"] = WholeSeconds(server.connect_timeout);
  options["OPT_WRITE_TIMEOUT"] = WholeSeconds(kWriteTimeout);
  if (statement_limit != absl::InfiniteDuration()) {
    options["OPT_READ_TIMEOUT"] = WholeSeconds(statement_limit + kReadSlack);
  }
  if (!server.tls_ca_file.empty()) {
    options["sslCA"] = sql::SQLString(server.tls_ca_file);
    options["sslVerify"] = true;
  }
  return options;
}

}  // namespace guanxi::db
