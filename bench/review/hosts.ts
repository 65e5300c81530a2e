import { networkInterfaces } from 'node:os'

/** The names that a server answers to. */
export interface ServerNames {
  /** Values of the Host header, lower case. */
  readonly hosts: ReadonlySet<string>
  /** Values of the Origin header. */
  readonly origins: ReadonlySet<string>
  /** What links start with. */
  readonly origin: string
  /** Whether browsers come by TLS. */
  readonly secure: boolean
}

/**
 * What a server that listens at this address is called by those who may use it. Any other name is someone's who made a
 * name of their own point here (DNS rebinding).
 *
 * @param publicOrigin of the proxy in front, such as `https://study.example.org`; null without one
 */
export function serverNames(host: string, port: number, publicOrigin: string | null): ServerNames {
  const own = addressesOf(host).flatMap((address) => withPort(bracketed(address), port))
  const outside = publicOrigin === null ? [] : [new URL(publicOrigin)]
  const origin = outside[0]?.origin ?? `http://${withPort(bracketed(shownAddress(host)), port)[0]}`
  return {
    hosts: new Set([...own, ...outside.map((url) => url.host)].map((name) => name.toLowerCase())),
    origins: new Set([
      ...own.map((name) => `http://${name}`.toLowerCase()),
      ...outside.map((url) => url.origin),
    ]),
    origin,
    secure: origin.startsWith('https:'),
  }
}

/** Whether only this machine reaches the address. */
export const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host)

const isEverywhere = (host: string) => host === '0.0.0.0' || host === '::'

function addressesOf(host: string): string[] {
  if (isLoopback(host)) return [...new Set([host, '127.0.0.1', 'localhost', '::1'])]
  if (!isEverywhere(host)) return [host]
  return ['localhost', ...machineAddresses()]
}

/** What other machines would call this one, best guess first. */
function shownAddress(host: string): string {
  if (!isEverywhere(host)) return host
  return machineAddresses().find((address) => !isLoopback(address) && !address.includes(':')) ?? 'localhost'
}

const machineAddresses = () =>
  Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address))

const bracketed = (address: string) => (address.includes(':') ? `[${address.split('%')[0]}]` : address)

/** Browsers leave the port of http out of Host and Origin. */
const withPort = (name: string, port: number) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])
