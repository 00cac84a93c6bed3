// The directory's services over a database, for their tests.
#ifndef GUANXI_GATEWAY_DIRECTORY_SERVICES_TESTING_H_
#define GUANXI_GATEWAY_DIRECTORY_SERVICES_TESTING_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/jobs/operation_store.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_store.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/password.h"
#include "gateway/access/sessions.h"
#include "gateway/directory/client_service.h"
#include "gateway/directory/session_service.h"
#include "gateway/directory/test_directory.h"
#include "gateway/directory/trusted.h"
#include "gateway/directory/user_service.h"
#include "gtest/gtest.h"

namespace guanxi::directory {

inline Uuid IdOf(const std::string& name) {
  return Uuid::Parse(name.substr(name.find('/') + 1)).value();
}

// Calls a function when it is asked for the time first.
class OnceClock : public Clock {
 public:
  OnceClock(Clock* clock, std::function<void()> first) : clock_(clock), first_(std::move(first)) {}
  absl::Time Now() override {
    if (auto first = std::exchange(first_, nullptr)) first();
    return clock_->Now();
  }

 private:
  Clock* const clock_;
  std::function<void()> first_;
};

// Its members are the tests' own.
class DirectoryServicesTest : public ::testing::Test {
 protected:
  absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

  // Begins a session of the user and returns its name.
  std::string Begin(const access::v1::User& user) {
    const auto stored = store_.FindUser(all_.tenant, user.login_name(), Soon()).value();
    const auto begun = starter_.Begin(
        {all_.tenant, IdOf(user.name()), IdOf(client_.name()), stored->password_hash}, true,
        absl::Minutes(5), Soon());
    return absl::StrCat("sessions/", begun->session.ToString());
  }
  // Begins so many more, without making room for them.
  void BeginMany(const access::v1::User& user, int count) {
    EXPECT_THAT(all_.engine->Write(Trusted(all_.tenant, user.name()), {}, resource::WriteContext(),
                                   [&](resource::UnitOfWork& work) -> absl::Status {
                                     for (int i = 0; i < count; ++i) {
                                       access::v1::Session session;
                                       session.set_user(user.name());
                                       session.set_client(client_.name());
                                       session.mutable_expire_time()->set_seconds(
                                           absl::ToUnixSeconds(all_.clock.Now()) + 3600);
                                       const resource::ResourceName name{Uuid(), ids_.Next()};
                                       GUANXI_RETURN_IF_ERROR(
                                           work.Insert(*all_.resources->sessions, name, &session));
                                     }
                                     return absl::OkStatus();
                                   }),
                IsOk());
  }
  absl::StatusOr<access::v1::Session> Get(const std::string& caller, const std::string& session) {
    access::v1::GetSessionRequest request;
    request.set_name(session);
    return sessions_.GetSession(all_.CallOf(caller), request);
  }
  absl::StatusOr<access::v1::Session> End(const std::string& caller, const std::string& session) {
    access::v1::EndSessionRequest request;
    request.set_name(session);
    return sessions_.EndSession(all_.CallOf(caller), request);
  }
  // How many sessions the caller sees by the filter; -1 for an error.
  int Count(const std::string& caller, const std::string& filter = "") {
    access::v1::ListSessionsRequest request;
    request.set_filter(filter);
    const auto page = sessions_.ListSessions(all_.CallOf(caller), request);
    return page.ok() ? page->sessions_size() : -1;
  }
  absl::StatusOr<access::v1::RotateClientSecretResponse> Rotate(const std::string& caller,
                                                                const std::string& client,
                                                                absl::Duration overlap) {
    access::v1::RotateClientSecretRequest request;
    request.set_name(client);
    request.mutable_overlap()->set_seconds(absl::ToInt64Seconds(overlap));
    return clients_.RotateClientSecret(all_.CallOf(caller), request);
  }
  std::vector<std::string> SecretHashes() {
    return store_.FindClient(all_.tenant, "robot", Soon()).value()->secret_hashes;
  }
  absl::Status SetPassword(const std::string& caller, const std::string& user,
                           const std::string& present, const std::string& next) {
    access::v1::SetUserPasswordRequest request;
    request.set_name(user);
    request.set_current_password(present);
    request.set_password(next);
    return users_.SetUserPassword(all_.CallOf(caller), request).status();
  }
  bool LogsIn(const std::string& login_name, const std::string& password) {
    const auto user = store_.FindUser(all_.tenant, login_name, Soon()).value();
    return hasher_.Matches(password, user->password_hash, Soon()).value();
  }

  TestDirectory all_;
  UuidSource ids_{&all_.clock};
  access::PasswordHasher hasher_{2, access::HashCost{64, 1}};
  access::LoginGuard guard_{all_.database.get(), access::LoginGuardOptions(), &all_.clock};
  access::AccessStore store_{all_.database.get(), &all_.clock};
  access::Sessions starter_{all_.database.get(), all_.engine.get(), all_.resources.get(),
                            &all_.clock};
  SessionServiceImpl sessions_{all_.engine.get(), all_.resources.get(), all_.catalog.get()};
  ClientServiceImpl clients_{all_.engine.get(), all_.resources.get()};
  jobs::OperationStore operations_{all_.database.get(), &all_.clock, &ids_};
  UserServiceImpl users_{all_.engine.get(), all_.resources.get(), &hasher_, &guard_, &operations_};
  const access::v1::ApiClient client_ =
      all_.CreateClient("robot", {TestDirectory::ReadyRole("integration")});
  const access::v1::User wei_ = all_.CreateUser("wei", {TestDirectory::ReadyRole("salesperson")});
  const access::v1::User li_ = all_.CreateUser("li", {TestDirectory::ReadyRole("salesperson")});
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_SERVICES_TESTING_H_
