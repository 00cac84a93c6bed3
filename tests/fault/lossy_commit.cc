// A mutant of customer-svc: a library, loaded before the connector, that makes COMMIT what it
// would be if common/db used the connector's own commit, which throws the server's answer away.
//
// The connector calls its methods through a table that the dynamic linker fills, and the linker
// takes the first definition that it finds: this one.
#include <cppconn/connection.h>
#include <cppconn/sqlstring.h>
#include <cppconn/statement.h>
#include <dlfcn.h>

#include <cstdlib>

namespace sql::mysql {

// No header of the connector has this class. It derives from sql::Statement alone.
class MySQL_Statement {
 public:
  bool execute(const sql::SQLString& text);
};

__attribute__((visibility("default"))) bool MySQL_Statement::execute(const sql::SQLString& text) {
  auto* const statement = reinterpret_cast<sql::Statement*>(this);
  if (text == "COMMIT") {
    statement->getConnection()->commit();  // presubmit: allow
    return false;
  }
  using Execute = bool (*)(sql::Statement*, const sql::SQLString&);
  static const auto real = reinterpret_cast<Execute>(
      dlsym(RTLD_NEXT, "_ZN3sql5mysql15MySQL_Statement7executeERKNS_9SQLStringE"));
  if (real == nullptr) std::abort();  // not the connector that this was written for
  return real(statement, text);
}

}  // namespace sql::mysql
