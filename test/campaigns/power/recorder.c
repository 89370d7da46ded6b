/*
 * Preloaded into a program, records in order what it asks the file system to do below one folder, so that the states a
 * power cut could leave behind can be built afterwards. RECORDER_ROOT is the folder, RECORDER_LOG the file to write,
 * RECORDER_ACK a path outside whose writes are recorded as marks: "what this says was acknowledged".
 *
 * A record: u32 type, u32 length of what follows, u64 inode, u64 number, then bytes. log.ts reads them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, RENAME, UNLINK, MKDIR, ACK, UNSUPPORTED };

#define MAX_FD 65536
enum { OUTSIDE = 0, INSIDE, MARKS };

static unsigned char kind[MAX_FD];
static char root[PATH_MAX], ack_path[PATH_MAX];
static size_t root_length;
static int log_fd = -1;
static uint64_t syncs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static void write_all(const void *bytes, size_t length) {
  REAL(write);
  const char *at = bytes;
  while (length > 0) {
    ssize_t done = real(log_fd, at, length);
    if (done < 0) {
      if (errno == EINTR) continue;
      _exit(97); /* A recording with a hole proves nothing. */
    }
    at += done;
    length -= (size_t)done;
  }
}

static void record(uint32_t type, uint64_t inode, uint64_t number, const void *bytes, size_t length) {
  int saved = errno;
  struct { uint32_t type, length; uint64_t inode, number; } head = {type, (uint32_t)length, inode, number};
  write_all(&head, sizeof head);
  if (length > 0) write_all(bytes, length);
  errno = saved;
}

static void record_path(uint32_t type, uint64_t inode, const char *path) {
  const char *relative = path + root_length;
  while (*relative == '/') relative++;
  record(type, inode, 0, relative, strlen(relative));
}

static void unsupported(const char *call) {
  record(UNSUPPORTED, 0, 0, call, strlen(call));
}

static uint64_t inode_of_path(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 ? status.st_ino : 0;
}

static uint64_t inode_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

static int is_inside(const char *path) {
  return log_fd >= 0 && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

static int is_inside_fd(int fd) {
  return fd >= 0 && fd < MAX_FD && kind[fd] == INSIDE;
}

/* The absolute path of what a call names; calls by a folder's descriptor included. */
static const char *resolve(int folder, const char *path, char *buffer) {
  if (path[0] == '/') return path;
  char link[64];
  if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
  else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  ssize_t length = readlink(link, buffer, PATH_MAX - 1);
  if (length < 0) return path;
  snprintf(buffer + length, (size_t)(PATH_MAX - length), "/%s", path);
  return buffer;
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("RECORDER_ROOT"), *log = getenv("RECORDER_LOG"), *ack = getenv("RECORDER_ACK");
  if (!folder || !log || !ack) return;
  snprintf(root, sizeof root, "%s", folder);
  snprintf(ack_path, sizeof ack_path, "%s", ack);
  root_length = strlen(root);
  int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
  log_fd = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0) _exit(97);
  record(MKDIR, inode_of_path(root), 0, "", 0);
}

typedef int (*open_function)(int, const char *, int, mode_t);

static int open_by_name(int folder, const char *path, int flags, mode_t mode) {
  static int (*real)(int, const char *, int, ...);
  if (!real) real = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat64");
  return real(folder, path, flags, mode);
}

static int record_open(int folder, const char *given, int flags, mode_t mode) {
  char buffer[PATH_MAX];
  const char *path = resolve(folder, given, buffer);
  int marks = log_fd >= 0 && strcmp(path, ack_path) == 0;
  if (!marks && !is_inside(path)) {
    int fd = open_by_name(folder, given, flags, mode);
    if (fd >= 0 && fd < MAX_FD) kind[fd] = OUTSIDE;
    return fd;
  }
  pthread_mutex_lock(&lock);
  uint64_t before = marks ? 1 : inode_of_path(path);
  int fd = open_by_name(folder, given, flags, mode);
  if (fd >= 0) {
    if (fd >= MAX_FD) unsupported("more files than the recorder follows");
    else kind[fd] = marks ? MARKS : INSIDE;
    if (before == 0) record_path(CREATE, inode_of(fd), path);
    else if (!marks && (flags & O_TRUNC)) record(TRUNCATE, inode_of(fd), 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

static mode_t mode_of(int flags, va_list arguments) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    mode_t mode = mode_of(flags, arguments); \
    va_end(arguments); \
    return record_open(AT_FDCWD, path, flags, mode); \
  }
#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    mode_t mode = mode_of(flags, arguments); \
    va_end(arguments); \
    return record_open(folder, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
int __open_2(const char *path, int flags) { return record_open(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return record_open(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char *path, int flags) { return record_open(folder, path, flags, 0); }
int __openat64_2(int folder, const char *path, int flags) { return record_open(folder, path, flags, 0); }
int creat(const char *path, mode_t mode) { return record_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
  REAL(close);
  if (fd >= 0 && fd < MAX_FD) kind[fd] = OUTSIDE;
  return real(fd);
}

static int recorded_kind(int fd) {
  return fd >= 0 && fd < MAX_FD && log_fd >= 0 ? kind[fd] : OUTSIDE;
}

static off_t position_of(int fd) {
  int flags = fcntl(fd, F_GETFL);
  struct stat status;
  if (flags >= 0 && (flags & O_APPEND) && fstat(fd, &status) == 0) return status.st_size;
  return lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  int which = recorded_kind(fd);
  if (which == OUTSIDE) return real(fd, bytes, length);
  pthread_mutex_lock(&lock);
  off_t offset = position_of(fd);
  ssize_t done = real(fd, bytes, length);
  if (done > 0) record(which == MARKS ? ACK : WRITE, inode_of(fd), (uint64_t)offset, bytes, (size_t)done);
  pthread_mutex_unlock(&lock);
  return done;
}

static ssize_t record_pwrite(int fd, const void *bytes, size_t length, off64_t offset) {
  REAL(pwrite64);
  if (!is_inside_fd(fd)) return real(fd, bytes, length, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = real(fd, bytes, length, offset);
  if (done > 0) record(WRITE, inode_of(fd), (uint64_t)offset, bytes, (size_t)done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return record_pwrite(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return record_pwrite(fd, bytes, length, offset); }

/* Vectors are recorded as one write each; a short one ends the record where the write ended. */
static void record_parts(int fd, const struct iovec *parts, int count, off64_t offset, ssize_t done) {
  for (int i = 0; i < count && done > 0; i++) {
    size_t length = parts[i].iov_len < (size_t)done ? parts[i].iov_len : (size_t)done;
    if (length > 0) record(WRITE, inode_of(fd), (uint64_t)offset, parts[i].iov_base, length);
    offset += (off64_t)length;
    done -= (ssize_t)length;
  }
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  if (!is_inside_fd(fd)) return real(fd, parts, count);
  pthread_mutex_lock(&lock);
  off_t offset = position_of(fd);
  ssize_t done = real(fd, parts, count);
  record_parts(fd, parts, count, offset, done);
  pthread_mutex_unlock(&lock);
  return done;
}

static ssize_t record_pwritev(int fd, const struct iovec *parts, int count, off64_t offset) {
  REAL(pwritev64);
  if (!is_inside_fd(fd)) return real(fd, parts, count, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = real(fd, parts, count, offset);
  record_parts(fd, parts, count, offset, done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return record_pwritev(fd, parts, count, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return record_pwritev(fd, parts, count, offset); }

static int record_ftruncate(int fd, off64_t size) {
  REAL(ftruncate64);
  if (!is_inside_fd(fd)) return real(fd, size);
  pthread_mutex_lock(&lock);
  int result = real(fd, size);
  if (result == 0) record(TRUNCATE, inode_of(fd), (uint64_t)size, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int fd, off_t size) { return record_ftruncate(fd, size); }
int ftruncate64(int fd, off64_t size) { return record_ftruncate(fd, size); }

/* Only what was written before a sync began is covered by it, so both ends are recorded. */
static int record_sync(int fd, int (*real)(int)) {
  if (!is_inside_fd(fd)) return real(fd);
  pthread_mutex_lock(&lock);
  uint64_t number = ++syncs, inode = inode_of(fd);
  record(SYNC_BEGIN, inode, number, NULL, 0);
  pthread_mutex_unlock(&lock);
  int result = real(fd);
  if (result == 0) {
    pthread_mutex_lock(&lock);
    record(SYNC_END, inode, number, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return result;
}

int fsync(int fd) {
  REAL(fsync);
  return record_sync(fd, real);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  return record_sync(fd, real);
}

static int record_rename(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  REAL(renameat2);
  char from_buffer[PATH_MAX], to_buffer[PATH_MAX];
  const char *source = resolve(from_folder, from, from_buffer), *target = resolve(to_folder, to, to_buffer);
  if (!is_inside(source) && !is_inside(target)) return real(from_folder, from, to_folder, to, flags);
  pthread_mutex_lock(&lock);
  if (flags != 0 || !is_inside(source) || !is_inside(target)) unsupported("rename across the folder's edge");
  uint64_t inode = inode_of_path(source);
  int result = real(from_folder, from, to_folder, to, flags);
  if (result == 0) {
    char both[2 * PATH_MAX];
    int length = snprintf(both, sizeof both, "%s%c%s", source + root_length + 1, 0, target + root_length + 1);
    record(RENAME, inode, 0, both, (size_t)length);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int rename(const char *from, const char *to) { return record_rename(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return record_rename(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return record_rename(a, from, b, to, flags); }

static int record_unlink(int folder, const char *given, int flags) {
  REAL(unlinkat);
  char buffer[PATH_MAX];
  const char *path = resolve(folder, given, buffer);
  if (!is_inside(path)) return real(folder, given, flags);
  pthread_mutex_lock(&lock);
  uint64_t inode = inode_of_path(path);
  int result = real(folder, given, flags);
  if (result == 0) record_path(UNLINK, inode, path);
  pthread_mutex_unlock(&lock);
  return result;
}

int unlink(const char *path) { return record_unlink(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return record_unlink(folder, path, flags); }
int rmdir(const char *path) { return record_unlink(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int result = record_unlink(AT_FDCWD, path, 0);
  return result != 0 && errno == EISDIR ? record_unlink(AT_FDCWD, path, AT_REMOVEDIR) : result;
}

static int record_mkdir(int folder, const char *given, mode_t mode) {
  REAL(mkdirat);
  char buffer[PATH_MAX];
  const char *path = resolve(folder, given, buffer);
  if (!is_inside(path)) return real(folder, given, mode);
  pthread_mutex_lock(&lock);
  int result = real(folder, given, mode);
  if (result == 0) record_path(MKDIR, inode_of_path(path), path);
  pthread_mutex_unlock(&lock);
  return result;
}

int mkdir(const char *path, mode_t mode) { return record_mkdir(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return record_mkdir(folder, path, mode); }

/* Ways to change a file that this recorder does not follow: the recording says so, and its campaign fails. */
static void note_unsupported(int fd, const char *call) {
  if (!is_inside_fd(fd)) return;
  pthread_mutex_lock(&lock);
  unsupported(call);
  pthread_mutex_unlock(&lock);
}

static int is_shared_memory_file(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  return length > 4 && memcmp(path + length - 4, "-shm", 4) == 0;
}

static void note_mapping(int fd, int protection, int flags) {
  if ((protection & PROT_WRITE) && (flags & MAP_SHARED) && is_inside_fd(fd) && !is_shared_memory_file(fd))
    note_unsupported(fd, "mmap");
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  REAL(mmap);
  note_mapping(fd, protection, flags);
  return real(at, length, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
  REAL(mmap64);
  note_mapping(fd, protection, flags);
  return real(at, length, protection, flags, fd, offset);
}

int link(const char *from, const char *to) {
  REAL(link);
  if (is_inside(to)) unsupported("link");
  return real(from, to);
}

int symlink(const char *from, const char *to) {
  REAL(symlink);
  if (is_inside(to)) unsupported("symlink");
  return real(from, to);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
  REAL(fallocate64);
  note_unsupported(fd, "fallocate");
  return real(fd, mode, offset, length);
}

int posix_fallocate64(int fd, off64_t offset, off64_t length) {
  REAL(posix_fallocate64);
  note_unsupported(fd, "posix_fallocate");
  return real(fd, offset, length);
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
  REAL(copy_file_range);
  note_unsupported(to, "copy_file_range");
  return real(from, from_at, to, to_at, length, flags);
}
