// Encrypted connections, with certificates made for this test.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "common/base/secret.h"
#include "common/db/items_fixture.h"

namespace guanxi::db {
namespace {

// Runs openssl; its complaints go to the test's log.
void OpenSsl(const std::string& arguments) {
  const std::string command = "/usr/bin/openssl " + arguments + " > /dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

// An authority and a certificate for localhost that it signed.
class Certificates {
 public:
  explicit Certificates(const std::string& name)
      : base_(std::string(getenv("TEST_TMPDIR")) + "/" + name) {
    const std::string new_key = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    OpenSsl("req -x509" + new_key + " -days 2 -subj /CN=" + name + " -keyout " + base_ +
            "-ca.key -out " + ca());
    OpenSsl("req" + new_key + " -subj /CN=localhost -keyout " + key() + " -out " + base_ + ".csr");
    std::ofstream(base_ + ".ext") << "subjectAltName=DNS:localhost\n";
    OpenSsl("x509 -req -in " + base_ + ".csr -CA " + ca() + " -CAkey " + base_ +
            "-ca.key -CAcreateserial -days 2 -extfile " + base_ + ".ext -out " + certificate());
  }
  std::string ca() const { return base_ + "-ca.pem"; }
  std::string key() const { return base_ + ".key"; }
  std::string certificate() const { return base_ + ".pem"; }

 private:
  const std::string base_;
};

const Query kCipher{"session.cipher", "SHOW SESSION STATUS LIKE 'Ssl_cipher'"};

class TlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ours_ = new Certificates("ours");
    theirs_ = new Certificates("theirs");
    MariaDb::Options options;
    options.tcp = true;
    options.server_args = {"--ssl-ca=" + ours_->ca(), "--ssl-cert=" + ours_->certificate(),
                           "--ssl-key=" + ours_->key()};
    with_tls_ = MariaDb::Start(options).value().release();
    options.server_args.clear();
    without_tls_ = MariaDb::Start(options).value().release();
    for (MariaDb* mariadb : {with_tls_, without_tls_}) {
      ASSERT_THAT(mariadb->Execute("CREATE USER remote@'%' IDENTIFIED BY 'secret'"), IsOk());
    }
  }
  static void TearDownTestSuite() {
    delete with_tls_;
    delete without_tls_;
    delete ours_;
    delete theirs_;
  }

  // The cipher of a new connection, "" if it is not encrypted.
  static absl::StatusOr<std::string> CipherOf(const MariaDb& mariadb, const std::string& host,
                                              const std::string& ca_file) {
    Options options;
    options.server.host = host;
    options.server.port = mariadb.port();
    options.server.user = "remote";
    options.server.password = "secret";
    options.server.tls_ca_file = ca_file;
    GUANXI_ASSIGN_OR_RETURN(const auto database, Database::Create(options));
    std::string cipher;
    GUANXI_RETURN_IF_ERROR(database->ReadOnly({}, [&](Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Rows rows, tx.Select(kCipher, {}));
      cipher = std::string(rows[0].String(1));
      return absl::OkStatus();
    }));
    return cipher;
  }

  static MariaDb* with_tls_;
  static MariaDb* without_tls_;
  static const Certificates* ours_;
  static const Certificates* theirs_;
};

MariaDb* TlsTest::with_tls_;
MariaDb* TlsTest::without_tls_;
const Certificates* TlsTest::ours_;
const Certificates* TlsTest::theirs_;

TEST_F(TlsTest, EncryptsWithTheRightAuthority) {
  EXPECT_THAT(CipherOf(*with_tls_, "localhost", ours_->ca()),
              IsOkAndHolds(::testing::Not(::testing::IsEmpty())));
}

TEST_F(TlsTest, RefusesAnotherAuthority) {
  EXPECT_THAT(CipherOf(*with_tls_, "localhost", theirs_->ca()), HasReason("DB_UNAVAILABLE"));
}

TEST_F(TlsTest, RefusesAnotherHostName) {
  EXPECT_THAT(CipherOf(*with_tls_, "127.0.0.1", ours_->ca()), HasReason("DB_UNAVAILABLE"));
}

TEST_F(TlsTest, RefusesAMissingAuthority) {
  EXPECT_THAT(CipherOf(*with_tls_, "localhost", "/nonexistent.pem"), HasReason("DB_UNAVAILABLE"));
}

TEST_F(TlsTest, NeverFallsBackToPlainText) {
  EXPECT_THAT(CipherOf(*without_tls_, "localhost", ours_->ca()), HasReason("DB_UNAVAILABLE"));
}

TEST_F(TlsTest, ConnectsWithThePasswordThatTheFileHoldsNow) {
  const std::string path = std::string(getenv("TEST_TMPDIR")) + "/password";
  const auto write = [&](const std::string& password) {
    std::ofstream(path) << password;
    chmod(path.c_str(), 0600);
  };
  write("before");
  ASSERT_THAT(without_tls_->Execute("CREATE USER rotated@'%' IDENTIFIED BY 'before'"), IsOk());
  Options options;
  options.server.host = "127.0.0.1";
  options.server.port = without_tls_->port();
  options.server.user = "rotated";
  options.server.password = Secret::InFile(path).value();
  EXPECT_THAT(Database::Create(options), IsOk());
  ASSERT_THAT(without_tls_->Execute("ALTER USER rotated@'%' IDENTIFIED BY 'after'"), IsOk());
  const auto connect = [&] {
    const auto database = Database::Create(options);
    if (!database.ok()) return database.status();
    return (*database)->ReadOnly({},
                                 [](Transaction& tx) { return tx.Select(kCipher, {}).status(); });
  };
  EXPECT_THAT(connect(), HasReason("DB_UNAVAILABLE"));
  write("after");
  EXPECT_THAT(connect(), IsOk());
}

TEST_F(TlsTest, PlainTextWithoutAuthority) {
  EXPECT_THAT(CipherOf(*without_tls_, "localhost", ""), IsOkAndHolds(::testing::IsEmpty()));
}

}  // namespace
}  // namespace guanxi::db
