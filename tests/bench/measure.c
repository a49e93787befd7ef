/*
 * measure: runs a command and writes what it took: "WALL CPU RSS STATUS" (seconds, seconds, KiB).
 *
 *	measure RESULT COMMAND [ARGUMENT]...
 *
 * A small parent of its own, because a child's largest resident set begins with that of the process
 * that forked it: measured from Python, nothing is below Python's own 15 MiB.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds_of(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct rusage usage;
	double start = now();
	int status;
	pid_t child;
	FILE *out;

	if (argc < 3) {
		fputs("usage: measure RESULT COMMAND [ARGUMENT]...\n", stderr);
		return 2;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child) {
		perror("measure");
		return 1;
	}
	out = fopen(argv[1], "w");
	if (!out) {
		perror(argv[1]);
		return 1;
	}
	fprintf(out, "%.6f %.6f %ld %d\n", now() - start, seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime),
	    usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return fclose(out) == 0 ? 0 : 1;
}
