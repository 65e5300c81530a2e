import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process of this machine started, as a text that only serves to be compared: a pid that was given to another
 * process has another start. Null when there is no such process.
 */
export function processStart(pid: number): string | null {
  if (!isAlive(pid)) return null
  return process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM: it runs as another user.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

// proc(5): field 22 is the start in clock ticks since boot; fields are counted after the name, which may hold spaces.
function startOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Killed, but not yet collected by its parent (a container without an init): it holds nothing any more.
    if (fields[0] === 'Z') return null
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${fields[19]}`
  } catch {
    return null
  }
}

function startByPs(pid: number): string | null {
  if (process.platform === 'win32') return 'unknown'
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
