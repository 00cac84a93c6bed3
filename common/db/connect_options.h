// What the connector is told when it connects, private to common/db.
#ifndef GUANXI_COMMON_DB_CONNECT_OPTIONS_H_
#define GUANXI_COMMON_DB_CONNECT_OPTIONS_H_

#include <cppconn/connection.h>

#include "absl/time/time.h"
#include "common/db/options.h"

namespace guanxi::db {

// `statement_limit` bounds how long an answer is waited for; infinite: for ever.
sql::ConnectOptionsMap ConnectOptions(const Server& server, absl::Duration statement_limit);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_CONNECT_OPTIONS_H_
