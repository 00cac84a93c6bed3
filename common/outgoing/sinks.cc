#include "common/outgoing/sinks.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace guanxi::outgoing {
namespace {

// More bytes of the other side; false when it is done.
bool Receive(int connection, std::string* bytes) {
  char buffer[4096];
  const ssize_t count = recv(connection, buffer, sizeof(buffer), 0);
  if (count <= 0) return false;
  bytes->append(buffer, static_cast<size_t>(count));
  return true;
}

// Reads up to `end`, which is taken off; false if it does not come.
bool ReadTo(int connection, absl::string_view end, std::string* rest, std::string* text) {
  size_t at = rest->find(end.data(), 0, end.size());
  while (at == std::string::npos) {
    if (!Receive(connection, rest)) return false;
    at = rest->find(end.data(), 0, end.size());
  }
  *text = rest->substr(0, at);
  rest->erase(0, at + end.size());
  return true;
}

void SendAll(int connection, const std::string& text) {
  size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t count = send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<size_t>(count);
  }
}

size_t LengthIn(const std::string& head) {
  const std::string lower = absl::AsciiStrToLower(head);
  const std::string kLength = "content-length: ";
  const size_t at = lower.find(kLength);
  size_t length = 0;
  if (at == std::string::npos) return 0;
  const size_t begin = at + kLength.size();
  if (!absl::SimpleAtoi(lower.substr(begin, lower.find_first_of("\r\n", begin) - begin), &length)) {
    return 0;
  }
  return length;
}

// What stands behind the colon.
std::string PathIn(const std::string& command) {
  const size_t colon = command.find(':');
  return colon == std::string::npos ? "" : command.substr(colon + 1);
}

}  // namespace

Sink::Sink() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      listen(listener_, 16) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
}

void Sink::Begin() {
  thread_ = std::thread([this] {
    while (true) {
      const int connection = accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      Talk(connection);
      close(connection);
    }
  });
}

void Sink::End() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::string HttpSink::Url(const std::string& path) const {
  return absl::StrCat("http://127.0.0.1:", port(), path);
}

void HttpSink::AnswerBy(std::deque<Answer> answers) {
  MutexLock lock(&mutex_);
  answers_ = std::move(answers);
}

void HttpSink::AnswerWith(Handler handler) {
  MutexLock lock(&mutex_);
  handler_ = std::move(handler);
}

std::vector<HttpSink::Request> HttpSink::requests() {
  MutexLock lock(&mutex_);
  return requests_;
}

void HttpSink::Talk(int connection) {
  std::string rest;
  Request request;
  if (!ReadTo(connection, "\r\n\r\n", &rest, &request.head)) return;
  const size_t length = LengthIn(request.head);
  if (absl::StrContains(request.head, "Expect: 100-continue")) {
    SendAll(connection, "HTTP/1.1 100 Continue\r\n\r\n");
  }
  while (rest.size() < length) {
    if (!Receive(connection, &rest)) return;
  }
  request.body = rest.substr(0, length);
  Answer answer;
  {
    MutexLock lock(&mutex_);
    requests_.push_back(std::move(request));
    if (handler_) {
      answer = handler_(requests_.back());
    } else {
      answer = answers_.front();
      if (answers_.size() > 1) answers_.pop_front();
    }
  }
  SendAll(connection,
          absl::StrCat("HTTP/1.1 ", answer.status, " X\r\nConnection: close\r\n", answer.header,
                       answer.header.empty() ? "" : "\r\n", "Content-Length: ", answer.body.size(),
                       "\r\n\r\n", answer.body));
}

void SmtpSink::AnswerBy(std::deque<int> codes) {
  MutexLock lock(&mutex_);
  codes_ = std::move(codes);
}

std::vector<SmtpSink::Message> SmtpSink::messages() {
  MutexLock lock(&mutex_);
  return messages_;
}

int SmtpSink::NextCode() {
  MutexLock lock(&mutex_);
  if (codes_.empty()) return 250;
  const int code = codes_.front();
  codes_.pop_front();
  return code;
}

void SmtpSink::Talk(int connection) {
  std::string rest, command;
  Message message;
  SendAll(connection, "220 sink\r\n");
  while (ReadTo(connection, "\r\n", &rest, &command)) {
    if (absl::StartsWith(command, "MAIL FROM:")) {
      message.from = PathIn(command);
    } else if (absl::StartsWith(command, "RCPT TO:")) {
      message.to = PathIn(command);
      SendAll(connection, absl::StrCat(NextCode(), " recipient\r\n"));
      continue;
    } else if (command == "DATA") {
      SendAll(connection, "354 go on\r\n");
      if (!ReadTo(connection, "\r\n.\r\n", &rest, &message.text)) return;
      MutexLock lock(&mutex_);
      messages_.push_back(message);
    } else if (command == "QUIT") {
      SendAll(connection, "221 bye\r\n");
      return;
    }
    SendAll(connection, "250 sink\r\n");
  }
}

}  // namespace guanxi::outgoing
