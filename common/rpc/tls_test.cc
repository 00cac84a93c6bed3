// Servers and channels that know each other by certificates, which are made for this test.
#include "common/rpc/tls.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rpc/self_dial.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

std::string PathOf(const std::string& name) {
  return absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name);
}

void OpenSsl(const std::string& arguments) {
  const std::string command = absl::StrCat("/usr/bin/openssl ", arguments, " 2> /dev/null");
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

constexpr char kNewKey[] = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

// An authority: <name>-ca.pem and its key.
std::string MakeAuthority(const std::string& name) {
  const std::string base = PathOf(name);
  OpenSsl(absl::StrCat("req -x509", kNewKey, " -days 2 -subj /CN=", name, " -keyout ", base,
                       "-ca.key -out ", base, "-ca.pem"));
  return base;
}

// A folder as cert-manager fills it: a certificate of `host` that `authority` signed, which is also
// the one that is trusted.
std::string MakeFolder(const std::string& name, const std::string& authority,
                       const std::string& host) {
  const std::string folder = PathOf(name);
  fs::create_directories(folder);
  OpenSsl(absl::StrCat("req", kNewKey, " -subj /CN=", name, " -keyout ", folder, "/tls.key -out ",
                       folder, "/csr"));
  std::ofstream(folder + "/ext") << "subjectAltName=DNS:" << host << "\n";
  OpenSsl(absl::StrCat("x509 -req -in ", folder, "/csr -CA ", authority, "-ca.pem -CAkey ",
                       authority, "-ca.key -CAcreateserial -days 2 -extfile ", folder, "/ext -out ",
                       folder, "/tls.crt"));
  fs::copy_file(authority + "-ca.pem", folder + "/ca.crt", fs::copy_options::overwrite_existing);
  chmod((folder + "/tls.key").c_str(), 0600);
  return folder;
}

// Puts the content of a folder in the place of another's, the key last: what does not fit together
// meanwhile must not be taken for good.
void Replace(const std::string& folder, const std::string& by) {
  for (const char* file : {"ca.crt", "tls.crt", "tls.key"}) {
    fs::rename(absl::StrCat(by, "/", file), absl::StrCat(folder, "/", file));
  }
}

class TlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ours_ = new std::string(MakeAuthority("ours"));
    theirs_ = new std::string(MakeAuthority("theirs"));
  }

  static std::shared_ptr<const Tls> OpenTls(const std::string& folder) {
    return Tls::Open(folder, /*look_seconds=*/1).value();
  }

  // A server that is "localhost" to those who trust ours.
  static EchoServer::Options ServerOf(std::shared_ptr<const Tls> tls) {
    EchoServer::Options options;
    options.server.tls = std::move(tls);
    return options;
  }

  // One call over a new connection.
  static absl::Status Call(EchoServer* server, std::shared_ptr<const Tls> tls,
                           const std::string& host = "localhost") {
    ClientOptions options;
    options.target = absl::StrCat(host, ":", server->server()->ports().grpc);
    options.tls = std::move(tls);
    options.own_connection = true;
    const auto stub = echo::v1::EchoService::NewStub(NewChannel(options));
    grpc::ClientContext context;
    Prepare(absl::Seconds(5), kTenantA, &context);
    EchoReply reply;
    return FromGrpcStatus(stub->Echo(&context, EchoRequest(), &reply));
  }

  static const std::string* ours_;
  static const std::string* theirs_;
};

const std::string* TlsTest::ours_;
const std::string* TlsTest::theirs_;

TEST_F(TlsTest, TakesWhoeverTheAuthoritySigned) {
  const auto tls = OpenTls(MakeFolder("both", *ours_, "localhost"));
  EchoServer server(ServerOf(tls));
  EXPECT_THAT(Call(&server, tls), IsOk());
}

TEST_F(TlsTest, RefusesPlainTextAndStrangers) {
  EchoServer server(ServerOf(OpenTls(MakeFolder("server", *ours_, "localhost"))));
  EXPECT_THAT(Call(&server, nullptr), StatusIs(absl::StatusCode::kUnavailable));
  // Trusts the server, and is not trusted.
  const std::string folder = MakeFolder("stranger", *theirs_, "localhost");
  fs::copy_file(*ours_ + "-ca.pem", folder + "/ca.crt", fs::copy_options::overwrite_existing);
  EXPECT_THAT(Call(&server, OpenTls(folder)), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, RefusesAServerOfAnotherNameOrAuthority) {
  const auto client = OpenTls(MakeFolder("client", *ours_, "client"));
  EchoServer renamed(ServerOf(OpenTls(MakeFolder("renamed", *ours_, "elsewhere"))));
  EXPECT_THAT(Call(&renamed, client), StatusIs(absl::StatusCode::kUnavailable));
  EchoServer strange(ServerOf(OpenTls(MakeFolder("strange", *theirs_, "localhost"))));
  EXPECT_THAT(Call(&strange, client), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, TakesNewCertificatesWithoutARestart) {
  const std::string folder = MakeFolder("rotated", *ours_, "localhost");
  const auto tls = OpenTls(folder);
  EchoServer server(ServerOf(tls));
  const auto of_theirs = OpenTls(MakeFolder("newcomer", *theirs_, "localhost"));
  EXPECT_THAT(Call(&server, tls), IsOk());
  EXPECT_THAT(Call(&server, of_theirs), StatusIs(absl::StatusCode::kUnavailable));
  Replace(folder, MakeFolder("next", *theirs_, "localhost"));
  EXPECT_TRUE(Eventually([&] { return Call(&server, of_theirs).ok() && Call(&server, tls).ok(); }));
}

TEST_F(TlsTest, TheProcessReachesItselfByAnAddress) {
  const auto tls = OpenTls(MakeFolder("self", *ours_, "customer-svc"));
  EchoServer server(ServerOf(tls));
  const std::string target = absl::StrCat("127.0.0.1:", server.server()->ports().grpc);
  EXPECT_TRUE(CanConnect(target, absl::Seconds(5), tls.get()));
}

TEST_F(TlsTest, NamesTheFileThatIsMissingOrOpen) {
  const std::string folder = MakeFolder("broken", *ours_, "localhost");
  chmod((folder + "/tls.key").c_str(), 0644);
  EXPECT_THAT(Tls::Open(folder),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("tls.key")));
  chmod((folder + "/tls.key").c_str(), 0600);
  fs::remove(folder + "/ca.crt");
  EXPECT_THAT(Tls::Open(folder), StatusIs(absl::StatusCode::kNotFound, HasSubstr("ca.crt")));
}

}  // namespace
}  // namespace guanxi::rpc
