// Has a service die at a point that nothing in the product names: before or after it commits a
// transaction of a certain kind. A library that is loaded before the connector.
//
// GUANXI_DIE_AT is `before|INSERT INTO todos|2` or `after|...`: the process kills itself around the
// second COMMIT of a transaction in which a statement with that text in it wrote rows. Not set: it
// lives.
//
// How the connector's methods come to be ours: see lossy_commit.cc.
#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/sqlstring.h>
#include <cppconn/statement.h>
#include <dlfcn.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <string>
#include <unordered_map>

namespace {

struct Point {
  bool before = false;
  std::string text;  // "": nowhere
  int times = 1;
};

const Point& ThePoint() {
  static const Point* const point = [] {
    auto* const read = new Point;
    const char* const text = std::getenv("GUANXI_DIE_AT");
    std::istringstream parts(text == nullptr ? "" : text);
    std::string moment, times;
    std::getline(parts, moment, '|');
    std::getline(parts, read->text, '|');
    if (std::getline(parts, times)) read->times = std::atoi(times.c_str());
    read->before = moment == "before";
    return read;
  }();
  return *point;
}

// Which statements have the point's text in them. One that is gone leaves its address to another,
// which is told of when it is prepared.
std::mutex& Lock() {
  static auto* const lock = new std::mutex;
  return *lock;
}
std::unordered_map<const void*, bool>& Matches() {
  static auto* const matches = new std::unordered_map<const void*, bool>;
  return *matches;
}

// Of the transaction that this thread has open: a thread has one at a time.
thread_local bool writes_so = false;

std::atomic<int> commits{0};

// Says so: who reads its log knows that it did not end otherwise.
void Die() {
  const std::string line = std::string("dies at ") + std::getenv("GUANXI_DIE_AT") + "\n";
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) std::abort();
  kill(getpid(), SIGKILL);
}

template <typename Method>
Method Real(const char* symbol) {
  const auto real = reinterpret_cast<Method>(dlsym(RTLD_NEXT, symbol));
  if (real == nullptr) std::abort();  // not the connector that this was written for
  return real;
}

}  // namespace

namespace sql::mysql {

// No header of the connector has these classes. Each derives from one of cppconn's alone.
class MySQL_Statement {
 public:
  bool execute(const sql::SQLString& text);
};
class MySQL_Connection {
 public:
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text);
};
class MySQL_Prepared_Statement {
 public:
  int executeUpdate();
};

__attribute__((visibility("default"))) bool MySQL_Statement::execute(const sql::SQLString& text) {
  using Execute = bool (*)(MySQL_Statement*, const sql::SQLString&);
  static const auto real = Real<Execute>("_ZN3sql5mysql15MySQL_Statement7executeERKNS_9SQLStringE");
  const bool is_point = text == "COMMIT" && writes_so && ++commits == ThePoint().times;
  writes_so = false;
  if (is_point && ThePoint().before) Die();
  const bool has_rows = real(this, text);
  if (is_point) Die();
  return has_rows;
}

__attribute__((visibility("default"))) sql::PreparedStatement* MySQL_Connection::prepareStatement(
    const sql::SQLString& text) {
  using Prepare = sql::PreparedStatement* (*)(MySQL_Connection*, const sql::SQLString&);
  static const auto real =
      Real<Prepare>("_ZN3sql5mysql16MySQL_Connection16prepareStatementERKNS_9SQLStringE");
  sql::PreparedStatement* const statement = real(this, text);
  if (ThePoint().text.empty()) return statement;
  const std::lock_guard<std::mutex> lock(Lock());
  Matches()[statement] = text.asStdString().find(ThePoint().text) != std::string::npos;
  return statement;
}

__attribute__((visibility("default"))) int MySQL_Prepared_Statement::executeUpdate() {
  using Execute = int (*)(MySQL_Prepared_Statement*);
  static const auto real =
      Real<Execute>("_ZN3sql5mysql24MySQL_Prepared_Statement13executeUpdateEv");
  const int rows = real(this);
  if (ThePoint().text.empty()) return rows;
  const std::lock_guard<std::mutex> lock(Lock());
  const auto found = Matches().find(this);
  writes_so |= found != Matches().end() && found->second && rows > 0;
  return rows;
}

}  // namespace sql::mysql
