// The outside world of tests: a web server and a mail server on loopback that write down what they
// get.
#ifndef GUANXI_COMMON_OUTGOING_SINKS_H_
#define GUANXI_COMMON_OUTGOING_SINKS_H_

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "common/base/mutex.h"

namespace guanxi::outgoing {

// Accepts connections on a free port of 127.0.0.1, one at a time. Ends the process if there is
// none.
class Sink {
 public:
  virtual ~Sink() = default;
  int port() const { return port_; }

 protected:
  Sink();
  // To be called by the constructor, and by the destructor, of what is derived.
  void Begin();
  void End();
  // One connection, which is closed behind it.
  virtual void Talk(int connection) = 0;

 private:
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

class HttpSink : public Sink {
 public:
  struct Request {
    std::string head;  // with the request's line
    std::string body;
  };
  struct Answer {
    int status = 200;
    std::string body = {};
    std::string header = {};  // a whole line, without its end
  };

  HttpSink() { Begin(); }
  ~HttpSink() override { End(); }

  std::string Url(const std::string& path = "/hook") const;
  // What the next requests are answered by, each once; later ones by the last.
  void AnswerBy(std::deque<Answer> answers);
  // Answers by the request instead; called one at a time.
  using Handler = std::function<Answer(const Request&)>;
  void AnswerWith(Handler handler);
  std::vector<Request> requests();

 private:
  void Talk(int connection) override;

  Mutex mutex_;
  Handler handler_ ABSL_GUARDED_BY(mutex_);
  std::deque<Answer> answers_ ABSL_GUARDED_BY(mutex_) = {Answer()};
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
};

class SmtpSink : public Sink {
 public:
  struct Message {
    std::string from, to;  // as the envelope has them, with the angle brackets
    std::string text;
  };

  SmtpSink() { Begin(); }
  ~SmtpSink() override { End(); }

  // The codes that the next recipients are answered by; later ones by 250.
  void AnswerBy(std::deque<int> codes);
  // Those that were taken.
  std::vector<Message> messages();

 private:
  void Talk(int connection) override;
  int NextCode();

  Mutex mutex_;
  std::deque<int> codes_ ABSL_GUARDED_BY(mutex_);
  std::vector<Message> messages_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::outgoing

#endif  // GUANXI_COMMON_OUTGOING_SINKS_H_
